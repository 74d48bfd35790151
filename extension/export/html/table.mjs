// SPDX-License-Identifier: GPL-2.0-or-later
// The table of groups.  Only the rows that are in sight are elements, so that 50,000 of them
// scroll smoothly; its place among all is told to screen readers by aria-rowindex.

import { h, fill, name, announce, copyText, saveText, eachFrame, inTurn } from './dom.mjs';
import { number } from './format.mjs';
import { stackTexts } from './model.mjs';
import { rowColour, rowIsHatched } from './colours.mjs';
import { groupsOf, columnsOf, sortGroups, ownerText, asText, asCsv } from './groups.mjs';

const ROW = 26,
	LINE = 17,
	PRINTED = 16;

export class Table {
	constructor(section, model, selection, onGroupBy) {
		Object.assign(this, { model, selection, onGroupBy });
		this.by = 'stack';
		this.columns = columnsOf(model);
		this.sort = this.columns[0];
		this.descending = true;
		this.open = new Set(); // groups that are unfolded
		this.focus = 0;
		this.suspects = new Set(model.columns['suspect.stack']);
		this.place = section.querySelector('.rows');
		this.head = section.querySelector('.head');
		this.count = section.querySelector('.count');
		const wide = column => (column.wide ? '' : '84px ');
		this.place.style.setProperty(
			'--columns',
			`repeat(${this.columns.length}, 92px) 1fr`,
		);
		this.place.style.setProperty('--narrow', `${this.columns.map(wide).join('')}1fr`);
		this.body = h('div', { role: 'rowgroup', class: 'window' });
		this.place.append(this.body);
		this.place.tabIndex = -1;
		this.draw = eachFrame(() => this.drawRows());
		this.place.addEventListener('scroll', this.draw);
		this.place.addEventListener('keydown', event => this.onKey(event));
		new ResizeObserver(this.draw).observe(this.place);
		this.addControls(section.querySelector('.controls'));
		selection.onChange(inTurn(section, () => this.update()));
		addEventListener('beforeprint', () => this.print(true));
		addEventListener('afterprint', () => this.print(false));
		this.update();
	}

	update() {
		this.groups = sortGroups(
			groupsOf(this.selection, this.by),
			this.sort,
			this.descending,
		);
		this.open.clear();
		this.focus = 0;
		this.offsets = null;
		this.place.scrollTop = 0;
		this.count.textContent = `${number(this.groups.length)} groups`;
		this.place.setAttribute('aria-rowcount', this.groups.length + 1);
		this.drawHead();
		this.drawRows();
	}

	/* ---- where rows are ---- */

	heightOf(i) {
		const group = this.groups[i];
		if (!this.open.has(group)) return ROW;
		const lines = this.linesOf(group).length + (this.keyOf(group) ? 1 : 0);
		return ROW + LINE * lines + 6;
	}

	linesOf(group) {
		return group.stack === undefined ? [] : stackTexts(this.model, group.stack);
	}

	/** What names the same stack in all dumps, or nothing. */
	keyOf(group) {
		const { strings, stacks } = this.model;
		return group.stack === undefined ? '' : strings[stacks.key?.[group.stack] ?? 0];
	}

	/** Only rows that are unfolded are not as high as all others. */
	opened() {
		if (!this.offsets) {
			this.offsets = [];
			this.groups.forEach((group, i) => {
				if (this.open.has(group))
					this.offsets.push([i, this.heightOf(i) - ROW]);
			});
		}
		return this.offsets;
	}

	topOf(i) {
		return this.opened().reduce(
			(top, [j, more]) => (j < i ? top + more : top),
			i * ROW,
		);
	}

	rowAt(y) {
		let row = Math.floor(y / ROW),
			extra = 0;
		for (const [i, more] of this.opened()) {
			if (i * ROW + extra + more + ROW > y)
				return Math.min(Math.floor((y - extra) / ROW), i);
			extra += more;
			row = Math.floor((y - extra) / ROW);
		}
		return row;
	}

	/* ---- drawing ---- */

	drawHead() {
		const by =
			this.model.about.kind === 'diff' || this.by === 'stack'
				? 'Owner'
				: this.model.dimensions.find(dimension => dimension.id === this.by)
						.title;
		const cell = column =>
			h(
				'div',
				{
					role: 'columnheader',
					class: column.wide ? 'wide' : undefined,
					'aria-sort':
						column !== this.sort
							? 'none'
							: this.descending
								? 'descending'
								: 'ascending',
				},
				h(
					'button',
					{ type: 'button', onclick: () => this.sortBy(column) },
					column.title,
					h(
						'span',
						{ 'aria-hidden': 'true' },
						column !== this.sort
							? ''
							: this.descending
								? ' ▾'
								: ' ▴',
					),
				),
			);
		const owner = {
			id: 'owner',
			title: by,
			value: group => group.name,
			ascending: true,
		};
		this.owner ??= owner;
		this.owner.title = by;
		fill(
			this.head,
			h(
				'div',
				{ role: 'row', class: 'row', 'aria-rowindex': 1 },
				this.columns.map(cell),
				cell(this.owner),
			),
		);
	}

	sortBy(column) {
		const again = this.sort === column;
		this.descending = again ? !this.descending : !column.ascending;
		this.sort = column;
		this.update();
		const titles = [...this.head.querySelectorAll('button')];
		titles[[...this.columns, this.owner].indexOf(column)]?.focus();
		announce(
			`Sorted by ${column.title}` +
				(this.descending ? ', descending' : ', ascending'),
		);
	}

	drawRows() {
		if (this.printing) {
			this.drawForPrint();
			return;
		}
		const top = this.place.scrollTop,
			height = this.place.clientHeight || 400;
		const first = Math.max(0, this.rowAt(top) - 4);
		const last = Math.min(this.groups.length - 1, this.rowAt(top + height) + 4);
		const total = this.groups.length ? this.topOf(this.groups.length) : 0;
		this.body.style.height = `${total}px`;
		const had = this.body.contains(document.activeElement);
		fill(
			this.body,
			this.range(first, last).map(i => this.row(i)),
		);
		if (had) this.keepFocus();
		if (!this.groups.length)
			fill(this.body, h('p', { class: 'note' }, 'Nothing is selected.'));
	}

	/** Rows that scroll are made anew: the focus stays on its row, or on the table. */
	keepFocus() {
		const row = this.body.querySelector(`[data-index="${this.focus}"]`);
		(row ?? this.place).focus({ preventScroll: true });
	}

	range(first, last) {
		return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
	}

	row(i) {
		const group = this.groups[i],
			open = this.open.has(group);
		const element = h(
			'div',
			{
				role: 'row',
				class: `row${open ? ' open' : ''}`,
				'aria-rowindex': i + 2,
				'data-index': i,
				'aria-expanded':
					group.stack === undefined ? undefined : String(open),
				tabindex: i === this.focus ? 0 : -1,
				onclick: () => this.toggle(i),
				onfocus: () => {
					this.focus = i;
				},
			},
			this.columns.map(column =>
				h(
					'div',
					{
						role: 'cell',
						'data-column': column.id,
						class: column.wide ? 'wide' : undefined,
					},
					column.text(group),
				),
			),
			h(
				'div',
				{
					role: 'cell',
					'data-column': 'owner',
					class: `owner ${group.what ?? ''}`,
				},
				this.markOf(group),
				name(ownerText(group)),
				this.suspects.has(group.stack)
					? h('span', { class: 'tag' }, 'suspect')
					: null,
			),
			open ? this.unfolded(group) : null,
		);
		element.style.top = `${this.topOf(i)}px`;
		return element;
	}

	/** The row of the account that most pages of a stack are in, as the icicle has it. */
	markOf(group) {
		const row = group.stack === undefined ? 0 : this.model.classes[group.stack];
		if (!row) return null;
		const { id, what } = this.model.about.account[row - 1];
		const mark = h('span', {
			class: `mark${rowIsHatched(id) ? ' hatched' : ''}`,
			role: 'img',
			title: what,
			'aria-label': what,
		});
		mark.style.backgroundColor = rowColour(id);
		return mark;
	}

	unfolded(group) {
		const lines = this.linesOf(group),
			hidden = this.model.stacks.hidden[group.stack],
			key = this.keyOf(group);
		return h(
			'div',
			{ class: 'stack', role: 'cell', onclick: event => event.stopPropagation() },
			h(
				'pre',
				{},
				lines.map((line, i) =>
					h(
						'div',
						{ class: i < hidden ? 'allocator' : undefined },
						name(line),
					),
				),
			),
			key ? h('div', { class: 'key' }, `key in all dumps: ${key}`) : null,
		);
	}

	print(on) {
		this.printing = on;
		this.drawRows();
	}

	/** All of the first groups, because a printer does not scroll. */
	drawForPrint() {
		fill(
			this.body,
			this.groups.slice(0, PRINTED).map((_, i) => this.row(i)),
		);
		this.body.style.height = `${this.topOf(Math.min(PRINTED, this.groups.length))}px`;
	}

	/* ---- keys ---- */

	toggle(i) {
		const group = this.groups[i];
		this.focus = i;
		if (group.stack === undefined) {
			this.selection.toggle(this.by, group.code);
			return;
		}
		if (!this.open.delete(group)) this.open.add(group);
		this.offsets = null;
		this.focusRow();
	}

	focusRow() {
		const top = this.topOf(this.focus),
			bottom = top + Math.min(this.heightOf(this.focus), 300);
		if (top < this.place.scrollTop) this.place.scrollTop = top;
		else if (bottom > this.place.scrollTop + this.place.clientHeight)
			this.place.scrollTop = bottom - this.place.clientHeight;
		this.drawRows();
		this.body
			.querySelector(`[data-index="${this.focus}"]`)
			?.focus({ preventScroll: true });
	}

	onKey(event) {
		const page = Math.max(1, Math.floor(this.place.clientHeight / ROW) - 1);
		const steps = {
			ArrowDown: 1,
			ArrowUp: -1,
			PageDown: page,
			PageUp: -page,
			Home: -Infinity,
			End: Infinity,
		};
		if (event.target.closest('.head') || !this.groups.length) return;
		if (event.key in steps) {
			const last = this.groups.length - 1;
			this.focus = Math.max(0, Math.min(last, this.focus + steps[event.key]));
			this.focusRow();
		} else if (event.key === 'Enter' || event.key === ' ') {
			this.toggle(this.focus);
		} else {
			return;
		}
		event.preventDefault();
	}

	/* ---- controls ---- */

	groupBy(id) {
		this.by = id;
		this.onGroupBy(id);
		this.update();
	}

	addControls(place) {
		const { about, dimensions } = this.model;
		const select = h(
			'select',
			{
				'aria-label': 'Group by',
				onchange: event => this.groupBy(event.target.value),
			},
			h('option', { value: 'stack' }, 'by stack'),
			dimensions.map(dimension =>
				h(
					'option',
					{ value: dimension.id },
					`by ${dimension.title.toLowerCase()}`,
				),
			),
		);
		const text = () => asText(this.model, this.groups, this.columns);
		const csv = () => asCsv(this.model, this.groups, this.columns);
		const button = (title, onclick) => h('button', { type: 'button', onclick }, title);
		fill(
			place,
			about.kind === 'page' ? select : null,
			button('Copy as text', () => copyText(text())),
			button('Copy as CSV', () => copyText(csv())),
			button('Save CSV', () => saveText(csv(), 'pageowner.csv', 'text/csv')),
		);
		this.select = select;
	}
}
