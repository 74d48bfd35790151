# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of pageowner for fish, out of the program's own help.

function __pageowner_commands
	pageowner help | string match -r '^  ([a-z]+)  ' -g
end

function __pageowner_command
	for word in (commandline -opc)[2..-1]
		if contains -- $word (__pageowner_commands)
			echo $word
			return
		end
	end
	echo report
end

function __pageowner_options
	pageowner help (__pageowner_command) | string replace -rf \
		'^  (?:-., )?(--?[A-Za-z-]+).*' '$1'
end

function __pageowner_keys
	pageowner help (__pageowner_command) | string replace -rf '^  ([a-z_]+) \(.*' '$1'
end

function __pageowner_formats
	pageowner help (__pageowner_command) | string replace -rf '^    ([a-z0-9]+)  .*' '$1'
end

complete -c pageowner -n 'test (count (commandline -opc)) = 1' -a '(__pageowner_commands)'
complete -c pageowner -n 'string match -q -- "-*" (commandline -ct)' -a '(__pageowner_options)'
complete -c pageowner -l cull -x -a '(__fish_append , (__pageowner_keys))'
complete -c pageowner -l group -x -a '(__fish_append , (__pageowner_keys))'
complete -c pageowner -l sort -x -a '(__fish_append , (__pageowner_keys))'
complete -c pageowner -l format -x -a '(__pageowner_formats)'
complete -c pageowner -n '__fish_seen_subcommand_from help' -x -a '(__pageowner_commands)'
