"""An empty window and nothing else: what any program with PySide6 needs to start."""

import sys

from PySide6.QtWidgets import QApplication, QMainWindow

if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(1024, 700)
    window.show()
    sys.exit(application.exec())
