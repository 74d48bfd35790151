// SPDX-License-Identifier: GPL-2.0-or-later
// The command line that prints what is selected.

import { NOT_KNOWN } from './model.mjs';

/** A word as a shell reads it. */
export function quoted(word) {
	return /^[A-Za-z0-9_.,:=@%+\/-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}

function escaped(text) {
	return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

/** --frame takes one regular expression, several options have all to match. */
function frameOptions(selection) {
	const { labels, modules } = selection.model.functions,
		words = [];
	for (const number of selection.frames) {
		const module = modules[number];
		const symbol = module
			? labels[number].slice(0, -module.length - 3)
			: labels[number];
		words.push(
			'--frame',
			module
				? `^${escaped(symbol)}\\+.*\\[${escaped(module)}\\]$`
				: `^${escaped(symbol)}(\\+|$)`,
		);
	}
	if (selection.text) words.push('--frame', anyCase(selection.text));
	return words;
}

/** The search does not mind the case of letters, --frame does. */
function anyCase(text) {
	return escaped(text).replace(
		/[a-zA-Z]/g,
		letter => `[${letter.toLowerCase()}${letter.toUpperCase()}]`,
	);
}

/** Ages are tenths of the uptime, the first the youngest; --newer and --older take times. */
function ageOptions(codes, uptime) {
	const known = [...codes].filter(code => code).sort((a, b) => a - b);
	const joined = known.every((code, i) => !i || code === known[i - 1] + 1);
	if (!known.length || known.length !== codes.size || !joined || !uptime) return null;
	const seconds = tenths => `${((uptime * tenths) / 10 / 1e9).toFixed(9)}s`;
	const words = [];
	if (known.at(-1) < 10) words.push('--newer', seconds(known.at(-1)));
	if (known[0] > 1) words.push('--older', seconds(known[0] - 1));
	return words;
}

function processOptions(model, codes) {
	const ids = [...codes].map(code => model.columns['process.id'][code]);
	const names = [...codes].map(code => model.strings[model.columns['process.name'][code]]);
	const option =
		model.about.recorded.tgids || model.about.source === 'text' ? '--tgid' : '--pid';
	const words = [option, [...new Set(ids)].join()];
	return model.about.recorded.processes && names.every(name => name && !/[,\\]/.test(name))
		? [...words, '--name', [...new Set(names)].join()]
		: words;
}

/** Words that select @codes of a dimension; null: no option does. */
function optionsOf(model, id, codes) {
	const texts = [...codes].map(code => model.strings[code]);
	const { zone_names: zones } = model.about;
	switch (id) {
		case 'module':
		case 'cgroup':
		case 'migratetype':
			return texts.every(text => text && !text.includes(','))
				? [`--${id}`, texts.join()]
				: null;
		case 'process':
			return processOptions(model, codes);
		case 'order':
			return ['--order', [...codes].join()];
		case 'node':
			return codes.has(NOT_KNOWN) ? null : ['--node', [...codes].join()];
		case 'zone':
			return codes.has(NOT_KNOWN)
				? null
				: ['--zone', [...codes].map(code => zones[code] || code).join()];
		case 'context': {
			const names = [...codes].map(code => model.about.context_names[code]);
			return names.every(name => name) ? ['--context', names.join()] : null;
		}
		case 'slab':
			return codes.size > 1 ? [] : [codes.has(1) ? '--slab' : '--no-slab'];
		case 'freed':
			return codes.size > 1 ? ['--all'] : codes.has(1) ? ['--freed'] : [];
		case 'age':
			return ageOptions(codes, model.about.uptime_ns);
		default:
			return null;
	}
}

/** Which keys a group of the table has in the command's words. */
function cullOf(model, groupBy) {
	return groupBy === 'stack'
		? 'stacktrace'
		: model.dimensions.find(dimension => dimension.id === groupBy).key;
}

/**
 * @returns {{text: string, without: string[]}} a line for a shell, and what of the selection no
 *	command can select
 */
export function commandLine(selection, groupBy) {
	const { model } = selection,
		{ about } = model;
	const words = ['pageowner', about.kind === 'diff' ? 'diff' : 'report'],
		without = [];
	words.push(...withoutCull(about.words));
	for (const [id, codes] of selection.chosen) {
		const options = optionsOf(model, id, codes);
		if (options) words.push(...options);
		else without.push(model.dimensions.find(dimension => dimension.id === id).title);
	}
	words.push(...frameOptions(selection));
	if (selection.stack >= 0 && model.stacks.handle[selection.stack])
		words.push('--handle', String(model.stacks.handle[selection.stack]));
	else if (selection.stack >= 0) without.push('one stack');
	if (selection.row) without.push('a row of the account');
	if (groupBy && groupBy !== 'stack') words.push('--cull', cullOf(model, groupBy));
	words.push(...(about.inputs.length ? about.inputs : []));
	return { text: words.map(quoted).join(' '), without };
}

/** The page groups anew. */
function withoutCull(words) {
	const kept = [];
	for (let i = 0; i < words.length; i++)
		if (words[i] === '--cull' || words[i] === '--sort') i++;
		else if (!/^-[cmtspPnarM]$/.test(words[i])) kept.push(words[i]);
	return kept;
}
