; Makes caseorg-setup.exe with Inno Setup 6 from the folder that PyInstaller made on Windows:
;   py -3.11 -m venv build\packaging-env
;   build\packaging-env\Scripts\python -m pip install --no-deps --only-binary :all: --require-hashes -r requirements.lock -r packaging\pyinstaller.lock
;   build\packaging-env\Scripts\pyinstaller --noconfirm --distpath build\dist --workpath build\pyinstaller packaging\caseorg.spec
;   iscc /DVersion=0.0.0 packaging\windows\caseorg.iss        (with the version that stands in pyproject.toml)
; Never run: there was no Windows. docs/packaging.md says what is left to try there.
#ifndef Version
  #error Say which version: iscc /DVersion=... as it stands in pyproject.toml
#endif

[Setup]
AppId={{7E0C9B62-3B0B-4E0B-9E42-6F5C0F6B7A11}
AppName=Caseorg
AppVersion={#Version}
AppPublisher=The Caseorg authors
LicenseFile=..\..\LICENSE
; For this person alone, so that nobody has to be asked for the rights of an administrator.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
DefaultDirName={autopf}\Caseorg
DefaultGroupName=Caseorg
DisableProgramGroupPage=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
OutputDir=..\..\build
OutputBaseFilename=caseorg-{#Version}-setup
Compression=lzma2/max
SolidCompression=yes
ChangesAssociations=yes
CloseApplications=yes
UninstallDisplayIcon={app}\caseorg.exe
; Name here the tool that signs, once there is a certificate: SignTool=signtool $f

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "es"; MessagesFile: "compiler:Languages\Spanish.isl"

[CustomMessages]
en.CaseFile=Caseorg case file
es.CaseFile=Archivo de casos de Caseorg

[Files]
Source: "..\..\build\dist\caseorg\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[InstallDelete]
; What an older version brought along must not be loaded by the new one.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{autoprograms}\Caseorg"; Filename: "{app}\caseorg.exe"

[Registry]
Root: HKA; Subkey: "Software\Classes\.caseorg"; ValueType: string; ValueData: "Caseorg.CaseFile"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\Caseorg.CaseFile"; ValueType: string; ValueData: "{cm:CaseFile}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Caseorg.CaseFile\DefaultIcon"; ValueType: string; ValueData: "{app}\caseorg.exe,0"
Root: HKA; Subkey: "Software\Classes\Caseorg.CaseFile\shell\open\command"; ValueType: string; ValueData: """{app}\caseorg.exe"" ""%1"""

[Run]
Filename: "{app}\caseorg.exe"; Description: "{cm:LaunchProgram,Caseorg}"; Flags: nowait postinstall skipifsilent

; Case files, settings and the log lie in the person's own folders. Nothing here removes them.
