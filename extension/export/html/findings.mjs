// SPDX-License-Identifier: GPL-2.0-or-later
// What to look at first: what could not be read, warnings, and suspects with their reasons.

import { h, fill, name } from './dom.mjs';
import { size, percent, pagesText, when, duration, number } from './format.mjs';
import { withModule } from './model.mjs';

/** "Linux 6.1.176 x86_64", and so on: what machine it was. */
export function facts(model) {
	const { about } = model,
		list = [];
	const add = (title, value) =>
		value && list.push(h('div', {}, h('dt', {}, title), h('dd', {}, name(value))));
	if (about.kernel) add('Kernel', `${about.kernel.release} ${about.kernel.machine}`);
	if (about.crash_time) add('Time', when(about.crash_time));
	if (about.uptime_ns && about.source !== 'text') add('Uptime', duration(about.uptime_ns));
	if (about.managed) add('RAM', size(about.managed.pages));
	if (about.owned)
		add(
			'Owned',
			`${size(about.owned.pages)}${
				about.managed
					? `, ${percent(about.owned.pages, about.managed.pages)}`
					: ''
			}`,
		);
	if (about.source === 'text')
		add('Source', 'text of page_owner; ages count back from its newest record');
	add('Input', about.inputs.join(' '));
	return list;
}

function suspectText(model, i) {
	const { columns, strings, about } = model;
	const pages = columns['suspect.pages'][i];
	return {
		stack: columns['suspect.stack'][i],
		pages,
		share: percent(pages, about.account_managed.pages),
		reasons: strings[columns['suspect.reasons'][i]].trim().split('\n'),
	};
}

function suspect(model, selection, i) {
	const { stack, pages, share, reasons } = suspectText(model, i);
	const module = model.strings[model.stacks.module[stack]];
	const label = withModule(model.stacks.names[stack], module);
	return h(
		'li',
		{ class: 'suspect', 'data-pages': pages },
		h(
			'button',
			{
				type: 'button',
				class: 'link',
				'aria-pressed': selection.stack === stack ? 'true' : 'false',
				onclick: () =>
					selection.set(
						'stack',
						selection.stack === stack ? -1 : stack,
					),
			},
			h('strong', {}, name(label)),
		),
		h('span', { class: 'share' }, ` ${size(pages)}, ${share} of RAM`),
		h(
			'ul',
			{},
			reasons.map(reason => h('li', {}, reason)),
		),
	);
}

/** Driver by driver, because a leak has often several stacks. */
function byModule(model) {
	const sums = new Map(),
		count = model.columns['suspect.stack']?.length ?? 0;
	for (let i = 0; i < count; i++) {
		const { stack, pages } = suspectText(model, i);
		const module = model.strings[model.stacks.module[stack]];
		sums.set(module, (sums.get(module) ?? 0) + pages);
	}
	return [...sums].sort((a, b) => b[1] - a[1]);
}

/** A sentence about @pages whose middle selects something, or takes that back. */
function choice(pages, before, label, after, chosen, onclick) {
	const link = h(
		'button',
		{ type: 'button', class: 'link', 'aria-pressed': String(chosen), onclick },
		h('strong', {}, label),
	);
	return h('p', { class: 'answer', 'data-pages': pages }, before, link, after);
}

/** The stack with the most pages, whatever they are for. */
function largestOwner(model, selection) {
	const { stacks, about } = model,
		{ pages } = model.all;
	const stack = pages.reduce((best, value, s) => (value > pages[best] ? s : best), 0);
	if (!pages[stack]) return null;
	const label = withModule(stacks.names[stack], model.strings[stacks.module[stack]]);
	const row = model.classes[stack];
	const whole = about.managed ? `, ${percent(pages[stack], about.managed.pages)} of RAM` : '';
	const chosen = selection.stack === stack;
	return choice(
		pages[stack],
		'Largest owner: ',
		name(label),
		` ${size(pages[stack])}${whole}${row ? `: ${about.account[row - 1].what}` : ''}`,
		chosen,
		() => selection.set('stack', chosen ? -1 : stack),
	);
}

/** How much of what no line of meminfo shows the suspects are, and that the rest has owners. */
function unaccounted(model, selection) {
	const { account, account_managed: managed } = model.about;
	const row = account.findIndex(known => known.id === 'unaccounted') + 1;
	const { pages } = account[row - 1];
	const count = model.columns['suspect.stack']?.length ?? 0;
	let suspected = 0;
	for (let i = 0; i < count; i++) suspected += suspectText(model, i).pages;
	const chosen = selection.row === row;
	return choice(
		pages - suspected,
		'',
		'Unaccounted',
		`, in no line of /proc/meminfo: ${size(pages)}, ${percent(pages, managed.pages)} ` +
			`of RAM: ${size(suspected)} of suspects, ` +
			`${size(pages - suspected)} of others.`,
		chosen,
		() => selection.set('row', chosen ? 0 : row),
	);
}

const SHOWN = 5;

function suspects(model, selection, all, redraw) {
	const count = model.columns['suspect.stack']?.length ?? 0;
	const shown = all.shown ? count : Math.min(SHOWN, count);
	const modules = byModule(model).filter(entry => entry[0] !== 'vmlinux');
	const whole = model.about.account_managed.pages;
	const list = Array.from({ length: shown }, (_, i) => suspect(model, selection, i));
	return h(
		'div',
		{ class: 'suspects' },
		h(
			'h3',
			{},
			count
				? `${number(count)} leak ${count === 1 ? 'suspect' : 'suspects'}`
				: 'No leak suspects',
		),
		h(
			'p',
			{ class: 'note' },
			'Stacks of pages that no line of /proc/meminfo shows, with a reason ' +
				'to look at them first. A reason is no proof.',
		),
		modules.length
			? h(
					'p',
					{ class: 'modules' },
					'By module: ',
					modules
						.map(([module, pages], i) => [
							i ? ', ' : '',
							name(module),
							` ${size(pages)}`,
							` (${percent(pages, whole)} of RAM)`,
						])
						.flat(),
				)
			: null,
		h('ol', {}, list),
		count > SHOWN
			? h(
					'button',
					{
						type: 'button',
						class: 'link',
						onclick: () => {
							all.shown = !all.shown;
							redraw();
						},
					},
					all.shown ? 'fewer' : `all ${number(count)}`,
				)
			: null,
	);
}

function warnings(model) {
	const { about } = model,
		list = [];
	if (about.not_read?.text)
		list.push(
			h(
				'li',
				{ class: 'lost' },
				h('strong', {}, 'Not read: '),
				name(about.not_read.text),
			),
		);
	if (about.no_account)
		list.push(
			h(
				'li',
				{ class: 'lost' },
				h('strong', {}, 'No account: '),
				name(about.no_account),
			),
		);
	if (about.no_map)
		list.push(
			h('li', { class: 'lost' }, h('strong', {}, 'No map: '), name(about.no_map)),
		);
	for (const side of about.sides ?? [])
		if (side.not_read)
			list.push(
				h('li', { class: 'lost' }, name(`${side.name}: ${side.not_read}`)),
			);
	for (const warning of about.warnings ?? [])
		list.push(h('li', {}, name(warning.replace(/^Warning: /, ''))));
	if (about.offline_pages)
		list.push(h('li', {}, `${pagesText(about.offline_pages)} are offline`));
	return list;
}

export function showFindings(section, model, selection) {
	const place = section.querySelector('.content'),
		all = { shown: false };
	const list = warnings(model);
	if (model.about.kind === 'page' && model.cells.count) model.all = selection.get();
	const draw = () =>
		fill(
			place,
			list.length ? h('ul', { class: 'warnings' }, list) : null,
			model.all ? largestOwner(model, selection) : null,
			model.rows ? unaccounted(model, selection) : null,
			model.about.account ? suspects(model, selection, all, draw) : null,
		);
	selection.onChange(draw);
	draw();
	return list.length > 0 || Boolean(model.about.account || model.all);
}

export function showLog(section, model) {
	const text = model.strings[model.about.log ?? 0];
	section.hidden = !text;
	section.querySelector('pre').textContent = text ?? '';
}
