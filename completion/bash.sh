# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash

_pageowner() {
	local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} start='' words
	local files=1

	[ "$COMP_CWORD" -gt 1 ] || before=
	words=$(_pageowner_words "$current" "$before" "${COMP_WORDS[@]:1:COMP_CWORD-1}") || files=0
	# the last of several keys
	if [[ $before == -* && $current == *,* ]]; then
		start=${current%,*},
		current=${current##*,}
	fi
	mapfile -t COMPREPLY < <(compgen -P "$start" -W "$words" -- "$current")
	if [ "$files" = 0 ]; then
		compopt -o filenames 2>/dev/null
		mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$current")
	fi
}
complete -F _pageowner pageowner
