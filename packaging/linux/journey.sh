# A short journey of a person in the installed program; read by check_package.sh, which has set $root, $person and as_person.
# The keys are a person's. What came of them is read from the case file afterwards, by the command line. The screen is reached by its
# abstract name, which a clean root shares with the computer.

# Waits until the command holds, a minute and longer.
until_true() {
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || return 1
        sleep 0.2
    done
}

rm -f "$root/../display"
# The server chooses a number that is free, and says it once it can be reached.
Xvfb -displayfd 1 -screen 0 1280x900x24 -ac >"$root/../display" 2>/dev/null &
display_id=$!
until_true test -s "$root/../display" || fail "no virtual screen"
DISPLAY=:$(cat "$root/../display")
export DISPLAY
openbox >/dev/null 2>&1 &
manager_id=$!

keys() { xdotool key --clearmodifiers --delay 120 "$@"; }
# Waits for a window with these words in its title. One that was found may be gone before it is raised: the window that asks for the
# password makes room for the next.
raised() { timeout 10 xdotool search --onlyvisible --name "$1" windowactivate --sync; }
window() {
    until_true raised "$1" || fail "no window “$1”"
    sleep 2
}
picture() { xwd -silent -root -out "$root/../$1.xwd" 2>/dev/null || true; }
# As `as_person`, in a process whose number is that of the program itself.
start() {
    (exec chroot --userspec=ana:ana "$root" env -i PATH=/usr/bin:/bin HOME="$person" LC_ALL=C.UTF-8 DISPLAY="$DISPLAY" \
        caseorg "$@" >"$root/../program.log" 2>&1) &
    program_id=$!
}
# A process that has ended has no program any more, though it may still be counted.
ended() { ! readlink "/proc/$program_id/exe" >/dev/null; }

# Open it, press Start, type a name and a day, go on, and leave.
start
window Caseorg
picture welcome
keys space
window "Who is this for"
keys alt+n
xdotool type --delay 60 "Ana Trial"
keys alt+d
xdotool type --delay 60 "3/14/1958"
picture name
keys Tab Tab space
window "Who has the records"
keys ctrl+q
until_true ended || fail "it does not end"
file=$(find "$root$person/.local/share/caseorg" -name '*.caseorg' | head -1)
[ -n "$file" ] || fail "Start made no draft"
printf '\n' | as_person caseorg check "${file#"$root"}" >"$root/../check.json" || fail "the draft is not whole"

# Open it again, as on the next day, and read the name out of its field.
start
window "Who"
if [ "$(xdotool getactivewindow getwindowname)" != "Who is this for? - Caseorg" ]; then keys alt+b; fi
window "Who is this for"
keys alt+n ctrl+a ctrl+c
is_kept() { [ "$(timeout 5 xclip -o -selection clipboard)" = "Ana Trial" ]; }
until_true is_kept || fail "the name that was typed is not there the next day"
keys ctrl+q
until_true ended || fail "it does not end the second time"

# Open the sample that the demo made, whose password is empty. Lock it by its keys, which puts a new process in the place of this one;
# a file without a password opens again by itself.
start "$person/demo/sample.caseorg"
window Caseorg
keys Return
window Sample
picture sample
keys ctrl+shift+l
started_anew() { tr '\0' ' ' <"/proc/$program_id/cmdline" | grep -q -- '--open'; }
until_true started_anew || fail "locking started no new process"
window Sample
keys ctrl+q
until_true ended || fail "it does not end after locking"
