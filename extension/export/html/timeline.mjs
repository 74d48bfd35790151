// SPDX-License-Identifier: GPL-2.0-or-later
// Two inputs or more as lines: the largest groups, and those that grew most.

import { h, fill, name, colour } from './dom.mjs';
import { size } from './format.mjs';
import { withModule } from './model.mjs';

const LINES = 7;
const WIDTH = 900;
const HEIGHT = 240;
const EDGE = { left: 70, right: 16, top: 12, bottom: 28 };

function svg(tag, attributes, ...children) {
	const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
	for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
	element.append(...children);
	return element;
}

/** Where each input stands: by the clock as far as all of them tell it, else one by one. */
function placesOf(sides) {
	const hours = sides.map(side => side.hours);
	const last = hours.at(-1);
	const timed =
		hours.every((value, i) => value !== null && (!i || value >= hours[i - 1])) &&
		last > 0;
	return {
		at: sides.map((_, i) =>
			timed ? hours[i] / last : i / Math.max(1, sides.length - 1),
		),
		labels: sides.map((side, i) =>
			timed && i ? `+${hours[i].toFixed(1)}h` : side.name,
		),
	};
}

/** Half of the lines are of those that grew most, the others of the largest. */
function linesOf(model, selection) {
	const { columns, cells } = model;
	const sides = model.about.sides.length;
	const { passed } = selection.get();
	const rows = [];
	for (let i = 0; i < cells.count; i++) if (passed[i]) rows.push(i);
	const newest = i => columns['diff.pages'][(i + 1) * sides - 1];
	const grown = [...rows].sort((a, b) => cells.change[b] - cells.change[a]);
	const largest = [...rows].sort((a, b) => newest(b) - newest(a));
	const chosen = new Set(
		grown.filter(i => cells.change[i] > 0).slice(0, Math.ceil(LINES / 2)),
	);
	for (const i of largest) if (chosen.size < LINES) chosen.add(i);
	return [...chosen].map((i, n) => ({
		label: labelOf(model, cells.stack[i]),
		change: cells.change[i],
		pages: Array.from(
			{ length: sides },
			(_, side) => columns['diff.pages'][i * sides + side],
		),
		shade: colour(`--m${n + 1}`),
		dashes: n % 2 ? '7 4' : 'none',
	}));
}

function labelOf(model, stack) {
	return withModule(model.stacks.names[stack], model.strings[model.stacks.module[stack]]);
}

/** The name of a file, or a time; long ones are cut in front, where they are alike. */
function axisLabel(label, x, i, last) {
	const anchor = i === 0 ? 'start' : i === last ? 'end' : 'middle';
	const text = label.split('/').slice(-2).join('/');
	return svg('text', { x, y: HEIGHT - 8, 'text-anchor': anchor }, text.slice(-28));
}

function axes(places, most) {
	const across = WIDTH - EDGE.left - EDGE.right;
	const floor = HEIGHT - EDGE.bottom;
	const parts = [0, 0.5, 1].map(share => {
		const y = floor - share * (floor - EDGE.top);
		return [
			svg('line', {
				x1: EDGE.left,
				x2: WIDTH - EDGE.right,
				y1: y,
				y2: y,
				class: 'grid',
			}),
			svg(
				'text',
				{ x: EDGE.left - 8, y: y + 4, 'text-anchor': 'end' },
				size(most * share),
			),
		];
	});
	const last = places.labels.length - 1;
	const apart = i => i === last || !i || (places.at[i] > 0.12 && places.at[i] < 0.88);
	const labels = places.labels.map((label, i) =>
		apart(i) ? axisLabel(label, EDGE.left + places.at[i] * across, i, last) : '',
	);
	return [...parts.flat(), ...labels];
}

function chart(lines, places) {
	const most = Math.max(1, ...lines.flatMap(line => line.pages));
	const across = WIDTH - EDGE.left - EDGE.right;
	const floor = HEIGHT - EDGE.bottom;
	const x = i => EDGE.left + places.at[i] * across;
	const y = pages => floor - (pages / most) * (floor - EDGE.top);
	const drawn = lines.map(line =>
		svg('polyline', {
			points: line.pages.map((pages, i) => `${x(i)},${y(pages)}`).join(' '),
			fill: 'none',
			stroke: line.shade,
			'stroke-width': 2.5,
			'stroke-dasharray': line.dashes,
		}),
	);
	const told = lines
		.map(line => `${line.label}: ${line.pages.map(size).join(' to ')}`)
		.join('; ');
	return svg(
		'svg',
		{
			viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
			role: 'img',
			'aria-label': told,
			class: 'timeline',
		},
		...axes(places, most),
		...drawn,
	);
}

export function showTimeline(section, model, selection) {
	const place = section.querySelector('.content');
	const places = placesOf(model.about.sides);
	const draw = () => {
		const lines = linesOf(model, selection);
		fill(
			place,
			chart(lines, places),
			h(
				'ul',
				{ class: 'legend' },
				lines.map(line => {
					const mark = h('span', { class: 'mark' });
					mark.style.backgroundColor = line.shade;
					const sign = line.change > 0 ? '+' : '';
					return h(
						'li',
						{ class: 'entry' },
						mark,
						name(line.label),
						` ${size(line.pages.at(-1))}`,
						` (${sign}${size(line.change)})`,
					);
				}),
			),
		);
	};
	selection.onChange(draw);
	draw();
	return draw;
}
