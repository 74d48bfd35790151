# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of pageowner for bash and zsh. Commands, options, keys and formats are those of the
# program's own help; modules and processes those of a saved file on the command line.
# shellcheck shell=bash

# _pageowner_help COMMAND PART: the words of a part of its help
_pageowner_help() {
	command pageowner help ${1:+"$1"} 2>/dev/null | case $2 in
	commands) sed -n '/^Commands:/,/^$/s/^  \([a-z]*\)  .*/\1/p' ;;
	options) sed -n 's/^  \(-., \)\{0,1\}\(--*[A-Za-z-]*\).*/\2/p' ;;
	keys) sed -n '/^Keys /,/^$/s/^  \([a-z_]*\) (.*/\1/p' ;;
	formats) sed -n '/^  --format /,/^  -/s/^    \([a-z0-9]*\)  .*/\1/p' ;;
	esac
}

# _pageowner_value COMMAND OPTION: what its value is called in the help
_pageowner_value() {
	command pageowner help "$1" 2>/dev/null |
		sed -n "s/^  \(-., \)\{0,1\}$2 \([A-Z]*\)  .*/\2/p; s/^  $2 \([A-Z]*\)\$/\1/p" |
		head -n 1
}

# _pageowner_groups KEY WORD...: the groups of the first saved file among the words
_pageowner_groups() {
	local key=$1 file
	shift
	for file in "$@"; do
		# another file may take a while to read
		[ -f "$file" ] || continue
		[ "$(od -An -tx1 -N2 "$file" 2>/dev/null)" = " 1f 8b" ] || continue
		command pageowner report --cull "$key" --top 0 --format csv "$file" 2>/dev/null |
			awk -F, -v key="$key" '
				NR == 1 { for (i = 1; i <= NF; i++) if ($i == key) at = i }
				NR > 1 && at { print $at }' | tr -d '"'
		return
	done
}

# _pageowner_words CURRENT BEFORE WORD...: what may stand there, a line each; status 1: a file
_pageowner_words() {
	local current=$1 before=$2 word name=report commands
	shift 2
	commands=$(_pageowner_help "" commands)
	for word in "$@"; do
		if grep -qFx -e "$word" <<<"$commands"; then
			name=$word
			break
		fi
	done
	case $before in
	help) echo "$commands"; return ;;
	--module) _pageowner_groups module "$@"; return ;;
	--name) _pageowner_groups name "$@"; return ;;
	-o | -[a-zA-Z]) ;;
	-?*)
		case $(_pageowner_value "$name" "$before") in
		KEYS) _pageowner_help "$name" keys; return ;;
		FORMAT) _pageowner_help "$name" formats; return ;;
		FILE | DIR) return 1 ;;
		?*) return ;;
		esac ;;
	esac
	case $current in
	-*) _pageowner_help "$name" options ;;
	*)
		[ $# != 0 ] || echo "$commands"
		return 1 ;;
	esac
}
