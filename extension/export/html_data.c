// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The data of a page and the page around it.  All of it is made in memory, as large as its
 * stacks and cells are, and packed at the end.
 */
#include "export/gzip.h"
#include "export/html_data.h"

#define SCHEMA_VERSION 1
#define PLACE "@DATA@" /* of the data, in the page */

/* ---- columns ---- */

struct html_column *html_column(struct html_data *data, const char *name)
{
	struct html_column *column = data->columns;

	for (; column < data->columns + data->nr_columns; column++)
		if (!strcmp(column->name, name))
			return column;
	if (data->nr_columns == HTML_COLUMNS) {
		data->json.failed = true;
		return data->columns;
	}
	data->nr_columns++;
	column->name = name;
	return column;
}

void html_put(struct html_data *data, struct html_column *column, int64_t value)
{
	int64_t *grown = arena_grow(&data->po->run, column->values, &column->room,
				    column->count + 1, sizeof(*grown));

	if (!grown) {
		data->json.failed = true;
		return;
	}
	column->values = grown;
	column->values[column->count++] = value;
	column->wide |= value < 0 || value > UINT32_MAX;
}

void html_put_into(struct html_data *data, const char *name, int64_t value)
{
	html_put(data, html_column(data, name), value);
}

uint32_t html_lines(struct html_data *data, const char *text)
{
	uint32_t id = names_id(&data->po->run, &data->strings, text, strlen(text));

	data->json.failed |= *text && !id;
	if (id > data->nr_strings)
		data->nr_strings = id;
	return id;
}

uint32_t html_string(struct html_data *data, const char *text)
{
	struct strbuf name = { .arena = &data->po->piece };

	if (!text || !*text)
		return 0;
	strbuf_name(&name, text);
	return name.failed ? 0 : html_lines(data, name.data);
}

json_t *html_printable(struct html_data *data, const char *text)
{
	struct strbuf name = { .arena = &data->po->piece };

	strbuf_name(&name, text);
	return json_of_text(&data->json, &name);
}

/* ---- packing ---- */

static void append_little(struct strbuf *text, uint64_t value, size_t bytes)
{
	char little[8];
	size_t i;

	for (i = 0; i < bytes; i++)
		little[i] = (char)(value >> (8 * i));
	strbuf_append(text, little, bytes);
}

/* A double has 53 bits for it, which no number of pages or nanoseconds needs. */
static uint64_t double_bits(int64_t value)
{
	double number = (double)value;
	uint64_t bits;

	memcpy(&bits, &number, sizeof(bits));
	return bits;
}

static void append_column(struct strbuf *text, const struct html_column *column)
{
	size_t i;

	for (i = 0; i < column->count; i++)
		if (column->wide)
			append_little(text, double_bits(column->values[i]), 8);
		else
			append_little(text, column->values[i], 4);
	while (text->len % 8)
		append_little(text, 0, 1);
}

static void columns_member(struct html_data *data)
{
	json_t *columns = json_object();
	size_t i, offset = 0;

	for (i = 0; i < data->nr_columns; i++) {
		const struct html_column *column = &data->columns[i];
		size_t size = column->count * (column->wide ? 8 : 4);
		json_t *value = json_array();

		json_push(&data->json, value, json_integer(offset));
		json_push(&data->json, value, json_integer(column->count));
		json_push(&data->json, value, json_integer(column->wide ? 8 : 4));
		json_set(&data->json, columns, column->name, value);
		offset += (size + 7) & ~7ul;
	}
	json_member(&data->json, "columns", columns);
}

static void strings_member(struct html_data *data)
{
	uint32_t i;

	json_array_begin(&data->json, "strings");
	for (i = 0; i <= data->nr_strings; i++)
		json_value(&data->json, json_string(names_text(data->strings, i)));
	json_array_end(&data->json);
}

static void append_base64(struct strbuf *text, const char *data, size_t len)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *in = (const unsigned char *)data;
	char four[4];
	size_t i;

	for (i = 0; i < len; i += 3) {
		uint32_t bits = in[i] << 16 | (i + 1 < len ? in[i + 1] << 8 : 0) |
				(i + 2 < len ? in[i + 2] : 0);

		four[0] = digits[bits >> 18];
		four[1] = digits[bits >> 12 & 63];
		four[2] = i + 1 < len ? digits[bits >> 6 & 63] : '=';
		four[3] = i + 2 < len ? digits[bits & 63] : '=';
		strbuf_append(text, four, 4);
	}
}

/* The JSON and the columns, as one piece of bytes. */
static int pack(struct html_data *data, struct strbuf *ret)
{
	struct strbuf raw = { .arena = &data->po->run }, *text = &data->json.text;
	size_t i;
	int err;

	while ((text->len + 4) % 8)
		strbuf_append(text, " ", 1);
	append_little(&raw, text->len, 4);
	strbuf_append(&raw, text->data, text->len);
	for (i = 0; i < data->nr_columns; i++)
		append_column(&raw, &data->columns[i]);
	if (raw.failed || text->failed)
		return fail(&data->po->reader, -ENOMEM, "page");
	err = gzip_text(data->po, raw.data, raw.len, ret);
	return err;
}

/* ---- the page ---- */

void html_begin(struct html_data *data, struct pageowner *po, const char *kind)
{
	memset(data, 0, sizeof(*data));
	data->po = po;
	json_begin(&data->json, po, "pageowner page", SCHEMA_VERSION);
	json_member(&data->json, "kind", json_string(kind));
}

int html_end(struct html_data *data)
{
	struct pageowner *po = data->po;
	struct strbuf packed = { .arena = &po->run }, text = { .arena = &po->run };
	const char *place = strstr(html_asset, PLACE);
	int err;

	strings_member(data);
	columns_member(data);
	err = json_finish(&data->json);
	if (!err)
		err = pack(data, &packed);
	if (err || !place)
		return err ? err : fail(&po->reader, -EINVAL, "the page has no place for data");
	strbuf_append(&text, html_asset, place - html_asset);
	append_base64(&text, packed.data, packed.len);
	place += strlen(PLACE);
	strbuf_append(&text, place, strlen(place));
	if (text.failed)
		return fail(&po->reader, -ENOMEM, "page");
	err = write_text(po, &text);
	arena_free(&po->piece);
	return err;
}
