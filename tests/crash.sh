#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The command inside crash, on a real dump: the same bytes as the program, and
# the manners that crash expects of an extension.
#
# usage: tests/crash.sh SO CRASH VMLINUX VMCORE PROGRAM
#
# Nothing here depends on time.  Where a command has to be caught in the act it
# writes into a FIFO: a list is far larger than a pipe holds, so crash waits in
# the middle of it until somebody reads.

set -u
if [ $# -ne 5 ]; then
	echo "usage: $0 SO CRASH VMLINUX VMCORE PROGRAM" >&2
	exit 2
fi
so=$(realpath "$1") crash=$2 vmlinux=$(realpath "$3") vmcore=$(realpath "$4") program=$5
here=$(dirname "$(realpath "$0")")
dir=$(mktemp -d "${CRASH_TEST_DIR:-/tmp}/pageowner-crash.XXXXXX")
trap 'exec 3<&- 4>&-; rm -rf "$dir"' EXIT
failed=0

# check NAME COMMAND...: the command's success is the result.
check()
{
	local name=$1

	shift
	if "$@" > "$dir/why" 2>&1; then
		echo "ok $name"
	else
		echo "not ok $name"
		sed 's/^/#   /' "$dir/why" | head -n 20
		failed=1
	fi
}

# in_crash [DUMP]: runs the commands of stdin; output to $dir/out, messages to $dir/err.
in_crash()
{
	cat > "$dir/commands"
	"$crash" -s --no_crashrc "$vmlinux" "${1:-$vmcore}" < "$dir/commands" \
		> "$dir/out" 2> "$dir/err"
}

has() { grep -q -e "$1" "$2" || { echo "no \"$1\" in:"; cat "$2"; false; }; }
lacks() { ! grep -e "$1" "$2"; }
count() { [ "$(grep -c -e "$1" "$2")" -eq "$3" ] || { echo "$1: not $3 times"; cat "$2"; false; }; }
same() { diff "$1" "$2" | head -n 10; cmp "$1" "$2"; }

# Every line of the program's help, except the usage lines on top.
help_is_complete()
{
	"$program" --help | sed '1,/^$/d' | grep -vxFf "$dir/help" && return 1
	has '^  crash> pageowner list > ' "$dir/help"
}

exports_nothing() { ! nm -D --defined-only "$so" | grep .; }

# crash reads the dump with read(2): what it has read stands in its /proc/PID/io.
reads_nothing_again()
{
	local -a at

	mapfile -t at < <(sed -n 's/^rchar: //p' "$dir/out")
	echo "bytes read: start ${at[0]}, first report ${at[1]}, second ${at[2]}, third ${at[3]}"
	[ $((at[1] - at[0])) -gt $((1024 * 1024)) ] &&
		[ $(((at[2] - at[1]) * 50)) -lt $((at[1] - at[0])) ] &&
		[ $(((at[3] - at[2]) * 50)) -lt $((at[1] - at[0])) ]
}

does_not_grow()
{
	local -a at

	mapfile -t at < <(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "$dir/out")
	echo "resident, KiB: ${at[*]}"
	[ $((at[${#at[@]} - 1] - at[2])) -lt 4096 ]
}

# ---- does this crash open this dump at all? ----

# crash 8 knows nothing of kernels after 6.1 or so, crash 9 little of 7.x; then it is to
# be crash's own complaint, some of which it makes with -d 1 alone.
refuses()
{
	local kernel

	kernel=$("$program" --top 1 "$vmcore" "$vmlinux" | sed -n 's/^Kernel *//p')
	case "$("$crash" --version | grep -o '^crash [0-9]*')/$kernel" in
	"crash 8/6.12."* | "crash 8/7."* | "crash 9/7."*) ;;
	*) echo "$kernel is one that it should open: $1"; return 1 ;;
	esac
	[ -n "$1" ] || { echo "without a word"; return 1; }
}

in_crash <<-END
	p 1000+9
END
if ! has "= 1009$" "$dir/out" > /dev/null; then
	"$crash" -d 1 --no_crashrc "$vmlinux" "$vmcore" < /dev/null > "$dir/out" 2>&1
	why=$(grep -a '^crash: ' "$dir/out" | tail -n 1 | sed "s,$(dirname "$vmcore")/,,g")
	check "does not open the dump, in its own words: ${why#crash: }" refuses "$why"
	exit $failed
fi

# ---- what the program prints ----

mkdir "$dir/program" "$dir/crash"
for line in "report" "report --full --top 0" "list" "list --all"; do
	"$program" $line "$vmcore" "$vmlinux" > "$dir/program/${line// /}" 2> "$dir/why"
	check "program: $line" test -s "$dir/program/${line// /}"
done

# What the guest had said of itself a little earlier.
older=$(dirname "$vmcore")/answers/sys/kernel/debug/page_owner
"$program" diff "$older" "$vmcore" "$vmlinux" | sed "s,^New .*/[^:]*:,New          this dump:," > "$dir/program/diff"
"$program" save -o "$dir/older.gz" "$older"
for format in csv folded json pprof; do
	"$program" account --format $format -o "$dir/program/account.$format" "$vmcore" "$vmlinux"
	"$program" diff --format $format "$dir/older.gz" "$vmcore" "$vmlinux" |
		sed "s,\"name\":\"$vmcore,\"name\":\"this dump," > "$dir/program/diff.$format"
done
"$program" save -o "$dir/program/saved" "$vmcore" "$vmlinux"

# ---- one session ----

in_crash <<-END
	extend $so
	help pageowner > $dir/help
	pageowner help diff > $dir/help-diff
	pageowner diff --help > $dir/diff-help
	! grep rchar /proc/\$PPID/io
	pageowner > $dir/crash/report
	! grep rchar /proc/\$PPID/io
	pageowner report --full --top 0 > $dir/crash/report--full--top0
	! grep rchar /proc/\$PPID/io
	pageowner -t | cat > $dir/piped
	! grep rchar /proc/\$PPID/io
	pageowner list > $dir/crash/list
	pageowner list --all > $dir/crash/list--all
	pageowner list | head -n 1 > $dir/head
	pageowner diff $older > $dir/crash/diff
	pageowner diff $dir/none
	pageowner account --format csv -o $dir/crash/account.csv
	pageowner account --format folded -o $dir/crash/account.folded
	pageowner account --format json -o $dir/crash/account.json
	pageowner account --format pprof -o $dir/crash/account.pprof
	pageowner diff --format csv -o $dir/crash/diff.csv $dir/older.gz
	pageowner diff --format folded -o $dir/crash/diff.folded $dir/older.gz
	pageowner diff --format json -o $dir/crash/diff.json $dir/older.gz
	pageowner diff --format pprof -o $dir/crash/diff.pprof $dir/older.gz
	pageowner save -o $dir/crash/saved
	p 1000+1
	pageowner --nonsense
	pageowner $vmcore $vmlinux
	extend -u $so
	extend
	extend $so
	pageowner > $dir/reloaded
	p 1000+2
END
check "loads" has "^$so: shared object loaded" "$dir/out"
check "exports no symbols to other extensions" exports_nothing
check "help has all of the program's" help_is_complete
"$program" help diff > "$dir/program/help-diff"
check "help diff: same bytes as the program" same "$dir/help-diff" "$dir/program/help-diff"
check "diff --help is help diff" same "$dir/diff-help" "$dir/program/help-diff"
check "report: same bytes as the program" same "$dir/crash/report" "$dir/program/report"
check "whole report: same bytes as the program" \
	same "$dir/crash/report--full--top0" "$dir/program/report--full--top0"
check "list: same bytes as the program" same "$dir/crash/list" "$dir/program/list"
check "list --all: same bytes as the program" same "$dir/crash/list--all" "$dir/program/list--all"
check "diff with a text: same bytes as the program" same "$dir/crash/diff" "$dir/program/diff"
for format in csv folded json pprof; do
	check "account as $format: same bytes as the program" \
		same "$dir/crash/account.$format" "$dir/program/account.$format"
	check "diff with a saved file as $format: same bytes as the program" \
		same "$dir/crash/diff.$format" "$dir/program/diff.$format"
done
check "a saved file: same bytes as the program" same "$dir/crash/saved" "$dir/program/saved"
check "diff with a file that is not there" has "^pageowner: $dir/none: No such file" "$dir/err"
check "a second report reads nothing again" reads_nothing_again
check "goes into a pipe" has "PAGES" "$dir/piped"
check "a closed pipe gets one line" count . "$dir/head" 1
check "a closed pipe is no error" lacks "roken pipe" "$dir/err"
check "crash goes on after a closed pipe" has "= 1001$" "$dir/out"
check "an unknown option is refused" has "^pageowner: .*--nonsense" "$dir/err"
check "file names are refused" has "^pageowner: the dump is the one that crash has open" "$dir/err"
check "unloads" has "^$so: shared object unloaded" "$dir/out"
check "reloads" count "^$so: shared object loaded" "$dir/out" 2
check "the same report after a reload" same "$dir/reloaded" "$dir/program/report"
check "crash goes on after a reload" has "= 1002$" "$dir/out"

# ---- the whole vocabulary ----

# One command line for each row; the numbers in them are good for any dump.
mapfile -t words <<-'END'
	--cull module,order --sort -pages,module
	--cull caller --no-slab --top 5 --pages
	--cull cgroup,zone,migratetype,allocator --bytes
	--cull name,pid --sort -times,pid --all
	--older 1s --module '!vmlinux' --frame 'a|b' --top 3
	--gfp __GFP_ZERO --order 0-2 --flags '!lru' --full
	--tree --top 2
	--reverse --depth 3 --slab
	--format sort --cull stacktrace,tgid -m
	list --freed --order 1-9
	list --migratetype Movable --newer 5s
	page 4096 0x1000000
	page --virt 0
	fragments --cull caller,pid --top 3 --bytes
	account --cull zone,module --top 3
	account --meminfo
	dmesg
	report --quick --cull module
	allocinfo --top 5
	report --cull tag --top 5
	suspects --pages
	oom
	--cull age
	check
END
{
	echo "extend $so"
	for i in "${!words[@]}"; do
		echo "pageowner ${words[i]} > $dir/crash/word$i"
	done
	echo "quit"
} | in_crash
for i in "${!words[@]}"; do
	eval "\"$program\" ${words[i]} \"$vmcore\" \"$vmlinux\"" > "$dir/program/word$i" 2> "$dir/why" || true
	check "${words[i]}: same bytes as the program" same "$dir/crash/word$i" "$dir/program/word$i"
done
# An order that no freed page has, a page that is not there, and three words that only
# newer kernels have an answer to.
check "most of these say something" test "$(find "$dir/program" -name 'word*' -size +0 | wc -l)" -ge \
	$((${#words[@]} - 5))

# crash's own reader prints a record of several lines with blanks for the time.
log_is_crashs()
{
	sed -E 's/^(\[[ 0-9.]{12}\] | {15})//' "$dir/log" > "$dir/log.crash"
	sed -E 's/^\[[ 0-9.]{12}\] //' "$dir/program/worddmesg" > "$dir/log.ours"
	same "$dir/log.crash" "$dir/log.ours"
}
in_crash <<< "log > $dir/log"
"$program" dmesg "$vmcore" "$vmlinux" > "$dir/program/worddmesg" 2> "$dir/why" || true
check "dmesg: the lines of crash's log" log_is_crashs

# ---- the name, zero_excluded, memory ----

cat > "$dir/first.c" <<-END
	#include <defs.h>
	static char *help[] = { "pageowner", "another one", " ", "  text", NULL };
	static void command(void) { fprintf(fp, "I was first\n"); }
	static struct command_table_entry table[] = { { "pageowner", command, help, 0 }, { NULL } };
	__attribute__((constructor)) static void load(void) { register_extension(table); }
END
check "another extension builds" "${CC:-gcc}" -w -shared -fPIC -isystem /usr/include/crash \
	-o "$dir/first.so" "$dir/first.c"
in_crash <<-END
	extend $dir/first.so
	extend $so
	pageowner
	powner > $dir/powner
	help powner
	extend -u $so
	extend -u $dir/first.so
	alias pageowner help
	extend $so
	alias > $dir/alias
	powner --version
	set zero_excluded on
	powner --top 1
	powner --top 2
END
check "two extensions: both load" has "^$so: shared object loaded" "$dir/out"
check "two extensions: the first keeps the name" has "^I was first" "$dir/out"
check "two extensions: ours says that it is powner" has "this one is powner" "$dir/out"
check "two extensions: powner reports" same "$dir/powner" "$dir/program/report"
check "two extensions: powner has help" has "^  powner - " "$dir/out"
check "an alias of that name stays" has "pageowner  *help" "$dir/alias"
check "an alias of that name: ours is powner" has "^pageowner [0-9]" "$dir/out"
check "zero_excluded is said once" count "zero_excluded is on" "$dir/err" 1

for _ in 1 2 3 4 5 6 7; do
	printf '%s\n' "extend $so" "pageowner > /dev/null" "extend -u $so" \
		"! grep VmRSS /proc/\$PPID/status"
done | in_crash
check "loading again and again takes no memory" does_not_grow

# ---- a page table that is not in the dump ----

# Spoils the descriptor of one page of a kdump-compressed file.
spoil_page()
{
	python3 - "$vmcore" "$1" "$2" <<-'END'
	import struct, sys
	dump = bytearray(open(sys.argv[1], "rb").read())
	if dump[:8] != b"KDUMP   ":
	    sys.exit("not a kdump-compressed file")
	pfn = int(sys.argv[3], 16) >> 12
	block, sub_header, bitmap = struct.unpack_from("<3i", dump, 428)
	dumped = (1 + sub_header + bitmap // 2) * block
	index = sum(bin(byte).count("1") for byte in dump[dumped:dumped + pfn // 8])
	index += bin(dump[dumped + pfn // 8] & ((1 << pfn % 8) - 1)).count("1")
	struct.pack_into("<I", dump, (1 + sub_header + bitmap) * block + 24 * index + 8, 1 << 31)
	open(sys.argv[2], "wb").write(dump)
	END
}

in_crash <<-END
	p/x vmemmap_base
END
base=$(sed -n 's/.* = 0x//p' "$dir/out")
in_crash <<-END
	vtop $base
END
pmd=$(sed -n 's/^ *PMD: \([0-9a-f]*\) .*/\1/p' "$dir/out")
if spoil_page "$dir/spoiled" "${pmd:-0}" 2> "$dir/why"; then
	in_crash "$dir/spoiled" <<-END
		extend $so
		pageowner --top 1
		pageowner list > $dir/holes
		p 1000+8
	END
	check "no page table of the memory map: a partial report" \
		has "^Not read  .*memory map" "$dir/out"
	check "no page table of the memory map: crash's complaints stay out" \
		lacks "pmd page" "$dir/out"
	check "no page table of the memory map: out of the list, too" lacks "pmd page" "$dir/holes"
	check "no page table of the memory map: crash goes on" has "= 1008$" "$dir/out"
else
	echo "skip no page table of the memory map: $(cat "$dir/why")"
fi

# ---- Ctrl-C ----

# Reads a record of the list in the FIFO, interrupts crash, lets it finish.
interrupt_list()
{
	local line

	exec 3< "$dir/fifo"
	read -r line <&3
	for _ in $(seq "$1"); do
		kill -INT "$pid"
	done
	{ echo "$line"; cat <&3; } > "$dir/partial"
	exec 3<&-
}

is_partial()
{
	local bytes
	bytes=$(stat -c %s "$dir/partial")
	echo "$bytes bytes of $(stat -c %s "$dir/program/list")"
	[ "$bytes" -gt 0 ] && [ "$bytes" -lt "$(stat -c %s "$dir/program/list")" ] &&
		cmp -n "$bytes" "$dir/partial" "$dir/program/list" &&
		[ -z "$(tail -n 1 "$dir/partial")" ]
}

mkfifo "$dir/fifo" "$dir/stdin"
"$crash" -s --no_crashrc "$vmlinux" "$vmcore" < "$dir/stdin" > "$dir/out" 2> "$dir/err" &
pid=$!
exec 4> "$dir/stdin"
echo "extend $so" >&4
for signals in 1 1 2 5 20; do
	echo "pageowner list > $dir/fifo" >&4
	interrupt_list $signals
done
check "Ctrl-C: the list ends early, after a whole record" is_partial
cat >&4 <<-END
	p 1000+3
	pageowner list > $dir/crash/list
	pageowner > $dir/crash/report
END
exec 4>&-
wait "$pid"
check "Ctrl-C: each time it is said" count "^pageowner: .*interrupted" "$dir/err" 5
check "Ctrl-C: crash goes on" has "= 1003$" "$dir/out"
check "Ctrl-C: the next list is complete" same "$dir/crash/list" "$dir/program/list"
check "Ctrl-C: the next report is complete" same "$dir/crash/report" "$dir/program/report"

cat > "$dir/commands" <<-END
	extend $so
	pageowner list > $dir/fifo
	p 1000+4
END
"$crash" -s --no_crashrc -i "$dir/commands" "$vmlinux" "$vmcore" < /dev/null \
	> "$dir/out" 2> "$dir/err" &
pid=$!
interrupt_list 1
wait "$pid"
check "Ctrl-C ends a file of commands, too" lacks "= 1004$" "$dir/out"

# ---- on a terminal: Ctrl-C as it is typed, and the pager ----

python3 - "$so" "$crash" "$vmlinux" "$vmcore" "$dir/fifo" <<'END' || failed=1
import os, pty, re, select, sys

so, crash, vmlinux, vmcore, fifo = sys.argv[1:]
PROMPT = "crash> $"
os.environ["CRASHPAGER"] = "/usr/bin/head -n 1"    # a user who leaves at once
seen = ""

def fail(why):
    print("not ok on a terminal: " + why)
    print("\n".join("#   " + line for line in repr(seen[-1500:]).split("\\n")))
    sys.exit(1)

def expect(pattern):
    """Waits for the pattern; returns what came until then."""
    global seen
    while not re.search(pattern, seen):
        try:
            if not select.select([tty], [], [], 300)[0]:
                fail("waiting in vain for " + pattern)
            seen += os.read(tty, 65536).decode(errors="replace")
        except OSError:
            fail("crash is gone, expected " + pattern)
    found = re.search(pattern, seen)
    before, seen = seen[:found.start()], seen[found.end():]
    return before

def command(line, pattern=PROMPT):
    os.write(tty, (line + "\n").encode())
    expect(re.escape(line) + "\r+\n")
    return expect(pattern)

def answers(number):
    if "= %d" % number not in command("p %d" % number):
        fail("crash does not answer")

try:
    pid, tty = pty.fork()
except OSError as why:
    print("skip on a terminal: this machine hands out no terminals (%s)" % why)
    sys.exit(0)
if pid == 0:
    os.execvp(crash, [crash, "-s", "--no_crashrc", vmlinux, vmcore])
expect(PROMPT)
command("set scroll off")
command("extend " + so)

if "pageowner:" in command("pageowner | true"):
    fail("complaint about a pipe that nobody reads")
if "PAGES" not in command("pageowner"):
    fail("no report after a pipe that nobody read")
print("ok on a terminal: a pipe that nobody reads is quiet")

os.write(tty, ("pageowner list > %s\n" % fifo).encode())
with open(fifo, "rb") as reader:
    reader.readline()
    os.write(tty, b"\x03")
    expect(r"\^C")
    reader.read()
if "interrupted" not in expect(PROMPT):
    fail("Ctrl-C was not seen")
os.write(tty, b"\x03")    # now it is crash's own, which shows a new prompt
expect(PROMPT)
answers(1005)
print("ok on a terminal: Ctrl-C stops the command, crash goes on")

command("set scroll CRASHPAGER")
command("set scroll on")
text = command("pageowner list")
if text.count("Page allocated") != 1 or "pageowner:" in text or "roken pipe" in text:
    fail("complaint about a pager that was left")
answers(1006)
print("ok on a terminal: leaving the pager early is quiet, crash goes on")
os.write(tty, b"quit\n")
if os.waitpid(pid, 0)[1]:
    fail("crash did not leave with status 0")
print("ok on a terminal: crash exits")
END

exit $failed
