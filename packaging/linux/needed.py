"""Says which packages of Debian the built program needs: needed.py FOLDER.

Every library it is linked with has to be known here. So a library that a new version of a part brings along stops the
build, instead of the program on somebody's computer.
"""

import re
import subprocess
import sys
from pathlib import Path

# The library's own name, and the package that holds it. Newer systems call some packages …t64.
PACKAGES = {
    "ld-linux-x86-64.so.2": "libc6",
    "ld-linux-aarch64.so.1": "libc6",
    **dict.fromkeys(("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libutil.so.1"), "libc6"),
    "libgcc_s.so.1": "libgcc-s1",
    "libstdc++.so.6": "libstdc++6",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
    "libbz2.so.1.0": "libbz2-1.0",
    "liblzma.so.5": "liblzma5",
    "libffi.so.8": "libffi8",
    "libexpat.so.1": "libexpat1",
    "libuuid.so.1": "libuuid1",
    "libcrypto.so.3": "libssl3 | libssl3t64",
    "libdbus-1.so.3": "libdbus-1-3",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libbrotlidec.so.1": "libbrotli1",
    "libglib-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgthread-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgobject-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgio-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libcups.so.2": "libcups2 | libcups2t64",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
# Opened by name while it runs, so that no file says so: what draws letters for X11, and the message bus.
ALWAYS = ("libdbus-1-3", "libegl1", "libfontconfig1", "libfreetype6", "libgl1", "libx11-6")


def read(file: Path) -> str:
    """Return what a library says of itself; nothing for any other file."""
    if file.is_symlink() or not file.is_file() or file.open("rb").read(4) != b"\x7fELF":
        return ""
    return subprocess.run(["objdump", "-p", str(file)], capture_output=True, check=True, text=True).stdout


def main() -> None:
    """Print the dependencies as they stand in the package, or the library that is not known."""
    folder = Path(sys.argv[1])
    files = sorted(folder.rglob("*"))
    own, wanted, youngest = {file.name for file in files}, {}, (2, 34)
    for file in files:
        said = read(file)
        own |= set(re.findall(r"SONAME\s+(\S+)", said))
        for name in re.findall(r"NEEDED\s+(\S+)", said):
            wanted.setdefault(name, file.relative_to(folder))
        versions = re.findall(r"GLIBC_(\d+)\.(\d+)", said)
        youngest = max(youngest, *((int(one), int(two)) for one, two in versions), youngest)
    unknown = {name: file for name, file in wanted.items() if name not in own and name not in PACKAGES}
    if unknown:
        lines = [f"  {name}, for {file}" for name, file in sorted(unknown.items())]
        sys.exit("\n".join(["needed.py knows no package for:", *lines]))
    packages = {PACKAGES[name] for name in wanted if name not in own} | set(ALWAYS)
    packages.discard("libc6")
    print(", ".join([f"libc6 (>= {youngest[0]}.{youngest[1]})", *sorted(packages)]))


if __name__ == "__main__":
    main()
