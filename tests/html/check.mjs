// SPDX-License-Identifier: GPL-2.0-or-later
// What the checks have in common: the program, lines of results, pages that have to be quiet.

import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';

export function checks(program, vmcores, folder) {
	let failures = 0;
	const path = { ...process.env, PATH: `${dirname(program)}:${process.env.PATH}` };
	const options = { encoding: 'utf8', maxBuffer: 1 << 28, cwd: vmcores, env: path };
	const bench = {
		folder,
		failed: () => failures,
		check(good, what, details = '') {
			failures += good ? 0 : 1;
			console.log(`${good ? 'ok' : 'not ok'} html ${what}`);
			if (!good && details)
				console.log(`  ${String(details).split('\n').join('\n  ')}`);
		},
		equal(got, expected, what) {
			const [a, b] = [JSON.stringify(got), JSON.stringify(expected)];
			bench.check(
				a === b,
				what,
				`got ${a?.slice(0, 600)}\nnot ${b?.slice(0, 600)}`,
			);
		},
		/** Its output; 3 is the status of a partial one. */
		run(...words) {
			try {
				return execFileSync(program, words, { ...options, stdio: 'pipe' });
			} catch (error) {
				if (error.status === 3) return error.stdout;
				throw error;
			}
		},
		json: (...words) => JSON.parse(bench.run(...words, '--format', 'json')),
		/** What a command line for a shell selects. */
		shell: line =>
			JSON.parse(execFileSync('sh', ['-c', `${line} --format json`], options)),
		page(file, ...words) {
			bench.run(...words, '--format', 'html', '-o', `${folder}/${file}`);
			return `file://${folder}/${file}`;
		},
		/** Nothing left for a server, nothing was said. */
		quiet(page, what) {
			const left = page.requests.filter(url => !/^(file|data|blob):/.test(url));
			bench.equal(
				[left, page.messages],
				[[], []],
				`${what}: no request, no message`,
			);
		},
	};
	return bench;
}
