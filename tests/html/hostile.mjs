// SPDX-License-Identifier: GPL-2.0-or-later
// Names out of a dump are text, whatever they look like.

import { writeFileSync } from 'node:fs';

const NAMES = [
	'<img/src=x/onerror=alert(1)>',
	'</script><script>alert(2)</script>',
	'"><svg/onload=alert(3)>',
	"=cmd|'/C calc'!A0",
	'\u202egnp.exe\u202c',
	'javascript:alert(4)',
];

const FLAGS = 'Flags 0x0(node=0|zone=1)';

/** A record of page_owner as the kernel prints it. */
function record(name, i) {
	const by = `pid ${i + 1}, tgid ${i + 1} (${name.slice(0, 15)})`;
	const how = 'order 0, mask 0xcc0(GFP_KERNEL)';
	return [
		`Page allocated via ${how}, ${by}, ts ${i + 1}000000 ns`,
		`PFN ${i} type Unmovable Block 0 type Unmovable ${FLAGS}`,
		` ${name}+0x1/0x2 [${name}]`,
		' vfs_write+0x10/0x20',
		'',
		'',
	].join('\n');
}

function textOf(names) {
	return names.map(record).join('');
}

export async function hostile(bench) {
	const file = `${bench.folder}/hostile.txt`;
	writeFileSync(file, textOf(NAMES));
	const page = await bench.browser.open(bench.page('hostile.html', 'report', file));
	await page.click('.window .row');
	const found = await page.run(`({
		elements: document.querySelectorAll('main img, main svg, main script').length,
		scripts: document.scripts.length,
		direction: getComputedStyle(document.querySelector('.owner bdi')).unicodeBidi,
		isolated: [...document.querySelectorAll('.window .owner')].every(cell =>
			cell.children.length === 1 && cell.firstChild.tagName === 'BDI'),
	})`);
	bench.equal(
		found,
		{ elements: 0, scripts: 1, direction: 'isolate', isolated: true },
		'hostile names make no element and turn nothing around',
	);
	const text = await page.run('document.body.innerText');
	bench.check(
		text.includes(NAMES[0]),
		'hostile names are shown as they are',
		text.slice(0, 900),
	);
	await page.run(`navigator.clipboard.writeText = text => { window.copied = text; }`);
	await page.click('#groups .controls button:nth-of-type(2)');
	const csv = await page.run('window.copied');
	bench.check(!/(^|,)"?=cmd/m.test(csv), 'a spreadsheet computes nothing out of CSV', csv);
	bench.quiet(page, 'hostile names');
	await page.close();
}
