// SPDX-License-Identifier: GPL-2.0-or-later
// The data of the page: extension/export/html_data.h says how it is laid out.

function bytesOfBase64(text) {
	if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
	const binary = atob(text);
	const bytes = new Uint8Array(binary.length);
	for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
	return bytes;
}

function columnsOf(buffer, base, places) {
	const columns = {};
	for (const [name, [offset, count, size]] of Object.entries(places)) {
		const Type = size === 8 ? Float64Array : Uint32Array;
		columns[name] = new Type(buffer, base + offset, count);
	}
	return columns;
}

/** @returns {Promise<{about: object, strings: string[], columns: object}>} */
export async function unpack(text) {
	if (typeof DecompressionStream === 'undefined')
		throw new Error(
			'this browser cannot unpack the data: it has no DecompressionStream; ' +
				'a browser of 2023 or later has',
		);
	const packed = new Blob([bytesOfBase64(text.trim())]);
	const stream = packed.stream().pipeThrough(new DecompressionStream('gzip'));
	const buffer = await new Response(stream).arrayBuffer();
	const length = new DataView(buffer).getUint32(0, true);
	const about = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
	return {
		about,
		strings: about.strings,
		columns: columnsOf(buffer, 4 + length, about.columns),
	};
}
