// SPDX-License-Identifier: GPL-2.0-or-later
// page.html of page.in.html, style.css and main.mjs with all that it imports: one file that allows
// nothing but its own script and style, by their hashes.
//
// usage: node build.mjs OUTPUT     in this folder, after "npm ci"

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

async function bundle(entry, options) {
	const result = await build({
		entryPoints: [entry],
		bundle: true,
		minify: true,
		write: false,
		charset: 'utf8',
		legalComments: 'none',
		...options,
	});
	return result.outputFiles[0].text.trim();
}

function hashOf(text) {
	return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

const script = await bundle('main.mjs', { format: 'iife', target: 'es2021' });
const style = await bundle('style.css', {});
const parts = {
	SCRIPT: script,
	STYLE: style,
	SCRIPT_HASH: hashOf(script),
	STYLE_HASH: hashOf(style),
};
if (/<\/(script|style)|<!--/i.test(script + style))
	throw new Error('the script or the style would end itself');
const page = readFileSync('page.in.html', 'utf8').replace(
	/@(SCRIPT|STYLE|SCRIPT_HASH|STYLE_HASH)@/g,
	(_, part) => parts[part],
);
writeFileSync(process.argv[2], page);
