// SPDX-License-Identifier: GPL-2.0-or-later
// The icicle: stacks merged from one end, as wide as their pages, drawn on a canvas: only what is
// at least half a pixel wide, so that its time does not grow with the number of stacks.

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
} from './dom.mjs';
import { number, size, percent, pagesText } from './format.mjs';
import { makeTrie, sumUp, agree, pathOf, MIXED, NOTHING } from './trie.mjs';
import { matchesOf } from './selection.mjs';
import { rowColour, rowIsHatched, inkOn, changeColour } from './colours.mjs';

const ROW = 20,
	LEAST = 0.5;

export class Icicle {
	constructor(section, model, selection, modules) {
		Object.assign(this, { model, selection, modules });
		this.outwards = true;
		this.allocators = false;
		this.byModule = model.about.kind === 'page' && !model.rows;
		this.tries = new Map();
		this.zoom = this.focus = 0;
		this.canvas = section.querySelector('canvas');
		this.frame = section.querySelector('.icicle');
		this.path = section.querySelector('.path');
		this.detail = section.querySelector('.detail');
		this.legend = section.querySelector('.legend');
		this.redraw = eachFrame(() => this.draw());
		this.listen();
		this.addControls(section.querySelector('.controls'));
		selection.onChange(() => this.update());
		new ResizeObserver(() => this.redraw()).observe(this.frame);
		this.update();
	}

	get diff() {
		return this.model.about.kind === 'diff';
	}

	trie() {
		const key = `${this.outwards} ${this.allocators}`;
		if (!this.tries.has(key))
			this.tries.set(
				key,
				makeTrie(this.model.stacks, this.outwards, this.allocators),
			);
		return this.tries.get(key);
	}

	/** All sums anew; the zoom stays where it is as long as it has pages. */
	update() {
		const sums = this.selection.get(),
			trie = this.trie();
		this.pages = sumUp(trie, sums.pages);
		if (this.diff) this.change = sumUp(trie, sums.change);
		else if (this.model.rows)
			this.classes = agree(trie, this.model.classes, sums.pages);
		if (this.shown !== trie || !this.pages[this.zoom]) this.zoom = this.focus = 0;
		this.shown = trie;
		this.matches = this.selection.text
			? matchesOf(this.model.functions.labels, this.selection.text)
			: null;
		this.redraw();
	}

	/* ---- what is where ---- */

	/** The children of @node that are wide enough, the widest first. */
	children(node, width) {
		const { start, list } = this.shown,
			found = [];
		const least = (this.pages[node] * LEAST) / width;
		for (let i = start[node]; i < start[node + 1]; i++)
			if (this.pages[list[i]] >= least && this.pages[list[i]] > 0)
				found.push(list[i]);
		return found.sort((a, b) => this.pages[b] - this.pages[a]);
	}

	/** Boxes of all nodes to draw: [node, x, width, row]. */
	layout(width) {
		const boxes = [],
			todo = [[this.zoom, 0, width, 0]];
		while (todo.length) {
			const box = todo.pop();
			boxes.push(box);
			let x = box[1];
			for (const child of this.children(box[0], box[2])) {
				const wide = (box[2] * this.pages[child]) / this.pages[box[0]];
				todo.push([child, x, wide, box[3] + 1]);
				x += wide;
			}
		}
		return boxes;
	}

	labelOf(node) {
		if (!node) return this.diff ? 'all changes' : 'all that is selected';
		return this.model.functions.labels[this.shown.frame[node]];
	}

	colourOf(node) {
		if (this.diff)
			return changeColour(
				this.pages[node] ? this.change[node] / this.pages[node] : 0,
			);
		if (!this.byModule && this.model.rows) {
			const row = this.classes[node];
			return row === MIXED || row === NOTHING || !row
				? colour('--mixed')
				: rowColour(this.model.about.account[row - 1].id);
		}
		return node
			? this.modules.of(this.model.functions.modules[this.shown.frame[node]])
			: colour('--mixed');
	}

	isHatched(node) {
		const row = !this.byModule && this.classes ? this.classes[node] : 0;
		return row > 0 && rowIsHatched(this.model.about.account[row - 1].id);
	}

	/* ---- drawing ---- */

	draw() {
		const width = this.frame.clientWidth;
		if (!width) return;
		this.boxes = this.pages[this.zoom] ? this.layout(width) : [];
		const rows = this.boxes.reduce((most, box) => Math.max(most, box[3] + 1), 1);
		const context = sizeCanvas(this.canvas, width, rows * ROW);
		context.font = `12px ${colour('--sans')}`;
		context.textBaseline = 'middle';
		const palette = new Map();
		for (const box of this.boxes) this.drawBox(context, box, palette);
		if (!this.boxes.length) {
			context.fillStyle = colour('--ink');
			context.fillText('Nothing is selected.', 4, ROW / 2);
		}
		this.tell();
	}

	inkOf(background, palette) {
		if (!palette.has(background)) palette.set(background, inkOn(background));
		return palette.get(background);
	}

	drawBox(context, [node, x, width, row], palette) {
		const y = row * ROW,
			background = this.colourOf(node);
		const wide = Math.max(width - (width > 3 ? 1 : 0), LEAST);
		context.globalAlpha =
			this.matches && node && !this.matches[this.shown.frame[node]] ? 0.35 : 1;
		context.fillStyle = background;
		context.fillRect(x, y, wide, ROW - 1);
		if (width > 6 && this.isHatched(node)) hatch(context, x, y, wide, ROW - 1);
		if (node === this.focus) {
			context.strokeStyle = colour('--focus');
			context.lineWidth = 2;
			context.strokeRect(x + 1, y + 1, Math.max(1, wide - 2), ROW - 3);
		}
		if (width > 24) {
			context.fillStyle = this.inkOf(background, palette);
			drawLabel(context, this.text(node), x + 4, y + ROW / 2, wide - 6);
		}
		context.globalAlpha = 1;
	}

	text(node) {
		if (!this.diff || !node) return this.labelOf(node);
		return `${this.change[node] < 0 ? '−' : '+'} ${this.labelOf(node)}`;
	}

	/** Of a node, for people: what it is, how much it has. */
	lines(node) {
		const all = this.pages[0],
			pages = this.pages[node];
		if (this.diff)
			return [
				this.labelOf(node),
				`${this.change[node] > 0 ? '+' : ''}` +
					`${number(this.change[node])} pages, ` +
					`${size(this.change[node])}`,
				`${pagesText(pages)} of change in all`,
			];
		const lines = [
			this.labelOf(node),
			`${pagesText(pages)}, ${size(pages)}`,
			`${percent(pages, all)} of what is selected`,
		];
		const managed = this.model.about.managed?.pages;
		if (managed) lines.push(`${percent(pages, managed)} of RAM`);
		const row = this.classes?.[node];
		if (row > 0) lines.push(`mostly: ${this.model.about.account[row - 1].what}`);
		return lines;
	}

	/** The path to the zoomed node, and what has the focus. */
	tell() {
		const path = [0, ...pathOf(this.shown, this.zoom)];
		fill(
			this.path,
			path
				.map((node, i) =>
					[
						i
							? h(
									'span',
									{ 'aria-hidden': 'true' },
									' › ',
								)
							: null,
						h(
							'button',
							{
								type: 'button',
								class: 'link',
								onclick: () => this.zoomTo(node),
								'aria-current':
									node === this.zoom
										? 'location'
										: undefined,
							},
							name(this.labelOf(node)),
						),
					].filter(Boolean),
				)
				.flat(),
		);
		const lines = this.lines(this.focus),
			focus = this.focus;
		fill(
			this.detail,
			h('strong', {}, name(lines[0])),
			` ${lines.slice(1).join(' · ')} `,
			focus
				? h(
						'button',
						{ type: 'button', onclick: () => this.only(focus) },
						'Select stacks with this function',
					)
				: null,
		);
	}

	/* ---- moving ---- */

	only(node) {
		this.selection.toggleFrame(this.shown.frame[node]);
	}

	zoomTo(node) {
		this.zoom = this.focus = node;
		hideTip();
		this.redraw();
		announce(`Zoomed: ${this.lines(node).join(', ')}`);
	}

	focusOn(node) {
		if (node === undefined) return;
		this.focus = node;
		this.redraw();
		announce(this.lines(node).join(', '));
	}

	parentOf(node) {
		return node === this.zoom ? undefined : this.shown.parent[node];
	}

	sibling(step) {
		if (this.focus === this.zoom) return undefined;
		const width = this.frame.clientWidth;
		const parent = this.shown.parent[this.focus];
		const wide = (width * this.pages[parent]) / this.pages[this.zoom];
		const brothers = this.children(parent, wide);
		return brothers[brothers.indexOf(this.focus) + step];
	}

	firstChild() {
		const wide =
			(this.frame.clientWidth * this.pages[this.focus]) / this.pages[this.zoom];
		return this.children(this.focus, wide)[0];
	}

	onKey(event) {
		const moves = {
			ArrowDown: () => this.focusOn(this.firstChild()),
			ArrowUp: () => this.focusOn(this.parentOf(this.focus)),
			ArrowRight: () => this.focusOn(this.sibling(1)),
			ArrowLeft: () => this.focusOn(this.sibling(-1)),
			Enter: () => this.zoomTo(this.focus),
			' ': () => this.focus && this.only(this.focus),
			Backspace: () => this.zoomTo(Math.max(0, this.shown.parent[this.zoom])),
			Escape: () => this.zoomTo(0),
			Home: () => this.zoomTo(0),
		};
		if (!moves[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
		event.preventDefault();
		moves[event.key]();
	}

	boxAt(event) {
		const box = this.canvas.getBoundingClientRect();
		const x = event.clientX - box.left,
			row = Math.floor((event.clientY - box.top) / ROW);
		return this.boxes?.find(
			found => found[3] === row && x >= found[1] && x < found[1] + found[2],
		);
	}

	listen() {
		this.canvas.addEventListener('pointermove', event => {
			const box = this.boxAt(event);
			this.canvas.style.cursor = box ? 'pointer' : 'default';
			if (box) showTip(event, this.lines(box[0]));
			else hideTip();
		});
		this.canvas.addEventListener('pointerleave', hideTip);
		this.canvas.addEventListener('click', event => {
			const box = this.boxAt(event);
			if (box)
				this.zoomTo(
					box[0] === this.zoom
						? Math.max(0, this.shown.parent[box[0]])
						: box[0],
				);
		});
		this.frame.addEventListener('keydown', event => this.onKey(event));
	}

	/* ---- how it is drawn ---- */

	addControls(place) {
		const check = (text, member) =>
			h(
				'label',
				{},
				h('input', {
					type: 'checkbox',
					checked: this[member],
					onchange: event => {
						this[member] = event.target.checked;
						this.update();
						this.showLegend();
					},
				}),
				` ${text}`,
			);
		const order = h(
			'select',
			{
				'aria-label': 'Direction',
				onchange: event => {
					this.outwards = event.target.value === 'out';
					this.update();
				},
			},
			h(
				'option',
				{ value: 'out' },
				'from the callers of the allocators outwards',
			),
			h('option', { value: 'in' }, 'from the outermost functions inwards'),
		);
		fill(
			place,
			order,
			check('allocator frames', 'allocators'),
			this.model.rows ? check('colour by module', 'byModule') : null,
		);
		this.showLegend();
	}

	legendEntries() {
		if (this.diff)
			return [
				['grew', changeColour(1)],
				['both', changeColour(0)],
				['shrank', changeColour(-1)],
			];
		if (this.byModule || !this.model.rows) return this.modules.legend();
		const present = new Set(this.model.classes),
			seen = new Map();
		this.model.about.account.forEach((row, i) => {
			if (!present.has(i + 1)) return;
			const shade = rowColour(row.id);
			seen.set(shade, [...(seen.get(shade) ?? []), row.what]);
		});
		return [
			...[...seen].map(([shade, names]) => [names.join(', '), shade]),
			['several rows', colour('--mixed')],
		];
	}

	showLegend() {
		fill(
			this.legend,
			this.legendEntries().map(([text, shade]) => {
				const hatched =
					shade === colour('--unaccounted') ||
					shade === colour('--lost');
				const mark = h('span', {
					class: `mark${hatched && !this.diff ? ' hatched' : ''}`,
				});
				mark.style.backgroundColor = shade;
				return h('span', { class: 'entry' }, mark, name(text));
			}),
		);
	}
}

function hatch(context, x, y, width, height) {
	context.save();
	context.beginPath();
	context.rect(x, y, width, height);
	context.clip();
	context.strokeStyle = 'rgba(255,255,255,0.35)';
	context.lineWidth = 2;
	context.beginPath();
	for (let i = Math.floor(x / 10) * 10 - height; i < x + width; i += 10) {
		context.moveTo(i, y + height);
		context.lineTo(i + height, y);
	}
	context.stroke();
	context.restore();
}

/** As much of it as there is room for. */
function drawLabel(context, text, x, y, width) {
	if (context.measureText(text).width > width) {
		let length = Math.floor(width / 6.2);
		while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > width)
			length--;
		if (length < 2) return;
		text = `${text.slice(0, length)}…`;
	}
	context.fillText(text, x, y);
}
