// SPDX-License-Identifier: GPL-2.0-or-later
// Numbers as people read them.

let pageSize = 4096;

export function setPageSize(bytes) {
	pageSize = bytes;
}

const whole = new Intl.NumberFormat('en-US');

export function number(value) {
	return whole.format(value);
}

export function mib(pages) {
	return (pages * pageSize) / 1048576;
}

/** "24.0 MiB", "1.2 GiB", "12 KiB" */
export function size(pages) {
	const bytes = Math.abs(pages) * pageSize;
	const sign = pages < 0 ? '-' : '';
	for (const [unit, of] of [
		['TiB', 2 ** 40],
		['GiB', 2 ** 30],
		['MiB', 2 ** 20],
	])
		if (bytes >= of) return `${sign}${(bytes / of).toFixed(1)} ${unit}`;
	return `${sign}${number(bytes / 1024)} KiB`;
}

export function signed(value, text) {
	return value > 0 ? `+${text}` : text;
}

export function pagesText(pages) {
	return `${number(pages)} ${Math.abs(pages) === 1 ? 'page' : 'pages'}`;
}

export function percent(part, all) {
	if (!all) return '0%';
	const value = (100 * part) / all;
	return value > 0 && value < 0.1 ? '<0.1%' : `${value.toFixed(1)}%`;
}

/** The two largest units, as the text of a report has them. */
export function duration(ns) {
	const seconds = Math.floor(ns / 1e9);
	if (seconds < 60) return `${(ns / 1e9).toFixed(1)}s`;
	const spans = [
		['d', 86400],
		['h', 3600],
		['m', 60],
		['s', 1],
	];
	const i = spans.findIndex(span => seconds >= span[1]);
	const [unit, of] = spans[i],
		[next, small] = spans[i + 1];
	return `${Math.floor(seconds / of)}${unit} ${Math.floor((seconds % of) / small)}${next}`;
}

export function when(seconds) {
	return new Date(seconds * 1000)
		.toISOString()
		.replace('T', ' ')
		.replace(/\.\d+Z/, ' UTC');
}

/** A field of CSV, as RFC 4180 has it; one that a spreadsheet would compute is text. */
export function csvField(value) {
	const text = String(value);
	const safe = typeof value !== 'number' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
	return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
