// SPDX-License-Identifier: GPL-2.0-or-later
// The map of memory: a cell for each pageblock, by node and zone, and what keeps large blocks from
// being had.

import {
	h,
	fill,
	name,
	sizeCanvas,
	showTip,
	hideTip,
	announce,
	colour,
	eachFrame,
	inTurn,
} from './dom.mjs';
import { number, size, pagesText } from './format.mjs';
import { withModule } from './model.mjs';

const KINDS = [
	['free', '--free', 'free'],
	['movable', '--anonymous', 'movable'],
	['unmovable', '--kernel', 'not movable'],
	['other', '--tables', 'reserved, or without an owner'],
	['unknown', '--lost', 'not in the dump'],
];
const KEEPERS = 8;

/** Cells are as large as a screen has room for them. */
function cellSize(count, width) {
	return Math.max(3, Math.min(22, Math.floor(Math.sqrt((width * 420) / Math.max(1, count)))));
}

class Zone {
	constructor(map, zone) {
		const { model } = map;
		const [node, kind] = model.about.map_zones[zone];
		Object.assign(this, { map, node, kind, cells: [], focus: 0 });
		this.title = `Node ${node}, zone ${model.about.zone_names[kind] || kind}`;
		this.canvas = h('canvas', { 'aria-hidden': 'true' });
		this.frame = h(
			'div',
			{
				class: 'zone',
				tabindex: 0,
				role: 'group',
				'aria-roledescription': 'map',
				'aria-label':
					`${this.title}. Arrow keys move, ` +
					'Enter selects the owner.',
			},
			this.canvas,
		);
		this.element = h('div', {}, h('h3', {}, this.title), this.frame);
		this.listen();
	}

	layout(width) {
		this.width = width;
		this.cell = this.map.cell;
		this.across = Math.max(1, Math.floor(width / this.cell));
	}

	draw() {
		const rows = Math.ceil(this.cells.length / this.across);
		const context = sizeCanvas(this.canvas, this.width, rows * this.cell);
		this.cells.forEach((cell, i) => this.drawCell(context, cell, i));
	}

	/** A cell is a bar of what is in it; a very small one has one colour. */
	drawCell(context, cell, i) {
		const { cell: edge, across, map } = this;
		const gap = edge > 6 ? 1 : 0;
		const x = (i % across) * edge;
		const y = Math.floor(i / across) * edge;
		context.globalAlpha = map.isLit(cell) ? 1 : 0.18;
		let top = y + edge - gap;
		for (const [pages, shade] of map.partsOf(cell, edge)) {
			const high = ((edge - gap) * pages) / map.total(cell);
			top -= high;
			context.fillStyle = shade;
			context.fillRect(x, top, edge - gap, high);
		}
		context.globalAlpha = 1;
		if (i === this.focus && this.focused) {
			context.strokeStyle = colour('--focus');
			context.lineWidth = 2;
			context.strokeRect(x, y, edge - gap, edge - gap);
		}
	}

	at(event) {
		const box = this.canvas.getBoundingClientRect();
		const column = Math.floor((event.clientX - box.left) / this.cell);
		const row = Math.floor((event.clientY - box.top) / this.cell);
		return column < this.across ? row * this.across + column : -1;
	}

	move(step) {
		const next = this.focus + step;
		if (next < 0 || next >= this.cells.length) return;
		this.focus = next;
		this.draw();
		announce(this.map.lines(this.cells[next]).join(', '));
	}

	listen() {
		const focused = on => () => {
			this.focused = on;
			this.draw();
		};
		this.canvas.addEventListener('pointermove', event => {
			const cell = this.cells[this.at(event)];
			if (cell !== undefined) showTip(event, this.map.lines(cell));
			else hideTip();
		});
		this.canvas.addEventListener('pointerleave', hideTip);
		this.canvas.addEventListener('click', event => {
			const i = this.at(event);
			if (this.cells[i] !== undefined) this.map.choose(this.cells[i]);
		});
		this.frame.addEventListener('focus', focused(true));
		this.frame.addEventListener('blur', focused(false));
		this.frame.addEventListener('keydown', event => this.onKey(event));
	}

	onKey(event) {
		const steps = {
			ArrowRight: 1,
			ArrowLeft: -1,
			ArrowDown: this.across,
			ArrowUp: -this.across,
		};
		if (event.key in steps) this.move(steps[event.key]);
		else if (event.key === 'Enter') this.map.choose(this.cells[this.focus]);
		else return;
		event.preventDefault();
	}
}

export class MemoryMap {
	constructor(section, model, selection) {
		Object.assign(this, { model, selection, keeping: false });
		this.columns = {};
		for (const [column, values] of Object.entries(model.columns))
			if (column.startsWith('map.')) this.columns[column.slice(4)] = values;
		this.place = section.querySelector('.content');
		this.zones = [];
		this.columns.pfn.forEach((_, cell) => {
			const zone = this.columns.zone[cell];
			this.zones[zone] ??= new Zone(this, zone);
			this.zones[zone].cells.push(cell);
		});
		this.zones.filter(Boolean).forEach(zone => this.count(zone));
		this.keepers = h('div', { class: 'keepers' });
		this.redraw = eachFrame(() => this.draw());
		this.build();
		selection.onChange(inTurn(section, () => this.draw()));
		new ResizeObserver(() => this.redraw()).observe(this.place);
		this.redraw();
	}

	get order() {
		return this.model.about.map_order;
	}

	/** How many blocks are free, and how many compaction could free. */
	count(zone) {
		const { free, movable, blocks } = this.columns;
		const all = cell =>
			blocks[cell] === 1 && this.total(cell) === this.model.about.map_block_pages;
		const sum = test => zone.cells.filter(cell => all(cell) && test(cell)).length;
		const full = this.model.about.map_block_pages;
		zone.element.dataset.free = sum(cell => free[cell] === full);
		zone.element.dataset.compact = sum(cell => free[cell] + movable[cell] === full);
		zone.element.dataset.freePages = zone.cells.reduce(
			(pages, cell) => pages + free[cell],
			0,
		);
	}

	/* ---- what a cell is ---- */

	total(cell) {
		return KINDS.reduce((sum, [kind]) => sum + this.columns[kind][cell], 0);
	}

	partsOf(cell, edge) {
		const parts = KINDS.map(([kind, shade]) => [
			this.columns[kind][cell],
			colour(shade),
		]);
		parts.reverse();
		const filled = parts.filter(part => part[0]);
		if (edge >= 8) return filled;
		/* One page that can't be moved spoils the block: that has to be seen. */
		const mixed = this.columns.unmovable[cell] && this.columns.movable[cell];
		const most = filled.reduce((a, b) => (b[0] > a[0] ? b : a), [0, '']);
		return [[this.total(cell), mixed ? colour('--huge') : most[1]]];
	}

	/** Is it what the selections are about? */
	isLit(cell) {
		const { selection, columns } = this;
		const [node, zone] = this.model.about.map_zones[columns.zone[cell]];
		const nodes = selection.chosen.get('node');
		const zones = selection.chosen.get('zone');
		if ((nodes && !nodes.has(node)) || (zones && !zones.has(zone))) return false;
		if (this.keeping && !columns.kept[cell]) return false;
		if (selection.isEmpty()) return true;
		const pages = selection.get().pages;
		return [columns.owner[cell], columns.keeper[cell]].some(
			stack => stack && pages[stack - 1],
		);
	}

	ownerText(stack) {
		const { strings, stacks } = this.model;
		return withModule(stacks.names[stack - 1], strings[stacks.module[stack - 1]]);
	}

	lines(cell) {
		const { columns } = this;
		const at = columns.pfn[cell];
		const blocks = columns.blocks[cell];
		const many = blocks === 1 ? 'a pageblock' : `${blocks} pageblocks`;
		const lines = [
			`PFN 0x${at.toString(16)}, ${many}`,
			`of type ${this.model.strings[columns.type[cell]]}`,
		];
		for (const [kind, , what] of KINDS)
			if (columns[kind][cell])
				lines.push(`${pagesText(columns[kind][cell])} ${what}`);
		if (columns.owner[cell])
			lines.push(
				`largest owner: ${this.ownerText(columns.owner[cell])}, ` +
					pagesText(columns.owner_pages[cell]),
			);
		if (columns.keeper[cell] && columns.keeper[cell] !== columns.owner[cell])
			lines.push(
				"largest of what can't be moved: " +
					`${this.ownerText(columns.keeper[cell])}, ` +
					pagesText(columns.keeper_pages[cell]),
			);
		return lines;
	}

	choose(cell) {
		const stack = this.columns.owner[cell] || this.columns.keeper[cell];
		if (stack)
			this.selection.set(
				'stack',
				this.selection.stack === stack - 1 ? -1 : stack - 1,
			);
	}

	/* ---- who keeps blocks ---- */

	keepersOf() {
		const found = new Map();
		const { keeper, kept, alone, keeper_pages: pages } = this.columns;
		for (let cell = 0; cell < kept.length; cell++) {
			if (!kept[cell] || !keeper[cell]) continue;
			const entry = found.get(keeper[cell]) ?? { kept: 0, alone: 0, pages: 0 };
			entry.kept += kept[cell];
			entry.alone += alone[cell];
			entry.pages += pages[cell];
			found.set(keeper[cell], entry);
		}
		return [...found].sort((a, b) => b[1].kept - a[1].kept);
	}

	showKeepers() {
		const keepers = this.keepersOf(),
			more = keepers.length - KEEPERS;
		const kept = this.columns.kept.reduce((sum, blocks) => sum + blocks, 0);
		fill(
			this.keepers,
			h(
				'p',
				{ class: 'note' },
				`${number(kept)} pageblocks are kept by few pages that can’t be ` +
					'moved: without these they would be free, or ' +
					'compaction could free them. Who has most of these ' +
					'pages in each block, and in how many nobody else ' +
					'has any:',
			),
			h(
				'ol',
				{},
				keepers
					.slice(0, KEEPERS)
					.map(([stack, entry]) => this.keeperItem(stack, entry)),
			),
			more > 0
				? h('p', { class: 'note' }, `and ${number(more)} more owners`)
				: null,
		);
	}

	keeperItem(stack, entry) {
		const chosen = this.selection.stack === stack - 1;
		return h(
			'li',
			{},
			h(
				'button',
				{
					type: 'button',
					class: 'link',
					'aria-pressed': String(chosen),
					onclick: () =>
						this.selection.set(
							'stack',
							chosen ? -1 : stack - 1,
						),
				},
				name(this.ownerText(stack)),
			),
			` ${number(entry.kept)} blocks, ` +
				`in ${number(entry.alone)} of them alone, with ` +
				`${size(entry.pages)}`,
		);
	}

	/* ---- all of it ---- */

	build() {
		const keep = h('input', {
			type: 'checkbox',
			id: 'keeping',
			onchange: event => {
				this.keeping = event.target.checked;
				this.redraw();
			},
		});
		const legend = KINDS.filter(([kind]) => this.columns[kind].some(pages => pages));
		this.legend = h('p', { class: 'legend' });
		this.legendKinds = legend;
		fill(
			this.place,
			h(
				'div',
				{ class: 'controls' },
				h(
					'label',
					{},
					keep,
					` only what keeps order ${this.order} from being had`,
				),
			),
			this.legend,
			this.zones.filter(Boolean).map(zone => zone.element),
			this.keepers,
		);
	}

	drawLegend() {
		const entry = ([, shade, what]) => {
			const mark = h('span', { class: 'mark' });
			mark.style.backgroundColor = colour(shade);
			return h('span', { class: 'entry' }, mark, what);
		};
		const entries = this.legendKinds.map(entry);
		if (this.cell < 8) entries.push(entry([null, '--huge', 'movable and not movable']));
		fill(this.legend, entries);
	}

	draw() {
		const width = this.place.clientWidth;
		if (!width) return;
		this.cell = cellSize(this.columns.pfn.length, width);
		this.drawLegend();
		for (const zone of this.zones.filter(Boolean)) {
			zone.layout(width);
			zone.draw();
		}
		this.showKeepers();
	}
}
