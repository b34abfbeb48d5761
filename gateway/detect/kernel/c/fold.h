/* Cuts a text into tokens. Law: each character is looked up once in its page, and there is room for its letters before. */
#ifndef FOLD_H
#define FOLD_H

#include "form.h"

/* A page: 256 entries and the letters of those with several, as fold.page() makes them; checked when they were taken over. */
typedef struct {
    const uint32_t *of[PAGES];
} Pages;

/* A text: the characters of a str, which lives as long as this. */
typedef struct {
    const void *data;
    int kind;
    uint32_t length;
} Text;

typedef struct {
    uint32_t first;     /* its first letter's number */
    uint32_t size;      /* how many letters */
    uint32_t leaf;      /* its leaf's number */
    uint32_t leaf_past; /* one past the last token of its leaf, in its stream; see close_streams() */
    uint64_t total;     /* sum of its letters, if they are not too many for a run; see probe.h */
} Token;

typedef struct {
    Token *items;
    uint32_t count, room;
} Stream;

/* What a text was cut into. Streams: values, keys. Letters: of all tokens, and the character each stems from. */
typedef struct {
    uint32_t *letters, *at;
    uint32_t count, room;
    Stream streams[2];
} Cut;

static void free_cut(Cut *cut) {
    free(cut->letters);
    free(cut->at);
    free(cut->streams[0].items);
    free(cut->streams[1].items);
}

static int grow_to(void **items, size_t count, size_t each) {
    void *grown = realloc(*items, count * each);
    if (!grown) return -1;
    *items = grown;
    return 0;
}

/* Make room for so many letters more. */
static int make_room(Cut *cut, uint32_t more) {
    uint64_t needed = (uint64_t)cut->count + more, room = (uint64_t)cut->room * 2 > needed ? (uint64_t)cut->room * 2 : needed;
    if (needed <= cut->room) return 0;
    if (room > UINT32_MAX || grow_to((void **)&cut->letters, room, sizeof(uint32_t))) return -1;
    if (grow_to((void **)&cut->at, room, sizeof(uint32_t))) return -1;
    cut->room = (uint32_t)room;
    return 0;
}

static int grow_stream(Stream *stream, uint32_t hint) {
    uint64_t room = stream->room ? (uint64_t)stream->room * 2 : (uint64_t)hint / 4 + 16;
    if (room > UINT32_MAX || grow_to((void **)&stream->items, room, sizeof(Token))) return -1;
    stream->room = (uint32_t)room;
    return 0;
}

static inline uint32_t character_at(const Text *text, int kind, uint32_t at) {
    if (kind == 1) return ((const uint8_t *)text->data)[at];
    if (kind == 2) return ((const uint16_t *)text->data)[at];
    return ((const uint32_t *)text->data)[at];
}

static inline uint32_t entry_of(const Pages *pages, uint32_t character) { return pages->of[character / PAGE][character % PAGE]; }

/* Where a letter ends: with what vanishes after it. */
static uint32_t end_of(const Pages *pages, const Text *text, uint32_t at) {
    do at++;
    while (at < text->length && entry_of(pages, character_at(text, text->kind, at)) >> 30 == NOTHING);
    return at;
}

/* Where the cutting stands. */
typedef struct {
    uint32_t first;          /* first letter of the token that is open; all letters after it are its */
    uint32_t before;         /* first letter of the character before */
    int last, last_but_one;  /* cases of the two characters before */
    uint32_t leaf;
    Stream *stream;
} Place;

/* End the open token before a letter; the next one begins there. */
static inline int close_token(Place *place, uint32_t past, uint32_t hint) {
    Stream *stream = place->stream;
    if (past == place->first) return 0;
    if (stream->count == stream->room && grow_stream(stream, hint)) return -1;
    stream->items[stream->count++] = (Token){.first = place->first, .size = past - place->first, .leaf = place->leaf};
    place->first = past;
    return 0;
}

/* There is room: see cut_kind(). */
static inline void add_letter(Cut *cut, uint32_t letter, uint32_t at) {
    cut->letters[cut->count] = letter;
    cut->at[cut->count++] = at;
}

/* Words written together: roadMap, HTTPServer. A new token begins with this character, or began with the one before. 4E3B is one. */
static inline int close_at_edge(Cut *cut, Place *place, int now, uint32_t hint) {
    int last = place->last, last_but_one = place->last_but_one;
    int begun = now == CASE_LOWER && last == CASE_UPPER && (last_but_one == CASE_UPPER || last_but_one == CASE_DIGIT);
    int begins = now == CASE_UPPER && last == CASE_LOWER;
    if (begun && close_token(place, place->before, hint)) return -1;
    if (begins && close_token(place, cut->count, hint)) return -1;
    place->last_but_one = last;
    place->last = now;
    place->before = cut->count;
    return 0;
}

/* The letters of one character, and room for one letter of each character after it. */
static int add_many(Cut *cut, Place *place, const uint32_t *letters, uint32_t count, uint32_t at, uint32_t length) {
    if (make_room(cut, count + length - at)) return -1;
    for (uint32_t number = 0; number < count; number++) {
        if (letters[number]) {
            add_letter(cut, letters[number], at);
        } else if (close_token(place, cut->count, length)) {
            return -1;
        }
    }
    return 0;
}

/* Lower-case letters in a row are most of any text. Returns the place of the first other character. */
static inline uint32_t add_row(Cut *cut, Place *place, const Pages *pages, const Text *text, int kind, uint32_t at) {
    uint32_t *letters = cut->letters, *places = cut->at, count = cut->count, begun = count;
    for (; at < text->length; at++) {
        uint32_t entry = entry_of(pages, character_at(text, kind, at));
        if (entry >> 28 != (LETTER << 2 | CASE_LOWER)) break;
        letters[count] = entry & 0x1FFFFF;
        places[count++] = at;
    }
    cut->count = count;
    if (count > begun) {
        place->before = count - 1;
        place->last_but_one = count - begun > 1 ? CASE_LOWER : place->last;
        place->last = CASE_LOWER;
    }
    return at;
}

static inline int add_gap(Cut *cut, Place *place, uint32_t character, const uint8_t *keys, size_t keys_count, uint32_t hint) {
    if (close_token(place, cut->count, hint)) return -1;
    place->last = place->last_but_one = CASE_NONE;
    if (character == SEPARATOR && keys) {
        place->leaf++;
        place->stream = &cut->streams[place->leaf < keys_count && keys[place->leaf] == 1];
    }
    return 0;
}

/* One loop for each width of characters: kind is a constant where this is called. There always is room for one letter of each character. */
static inline int cut_kind(Cut *cut, const Pages *pages, const Text *text, int kind, const uint8_t *keys, size_t keys_count) {
    Place place = {.stream = &cut->streams[keys && keys_count && keys[0] == 1]};
    uint32_t length = text->length;
    if (make_room(cut, length)) return -1;
    for (uint32_t at = 0; at < length; at++) {
        uint32_t character = character_at(text, kind, at), entry = entry_of(pages, character), sort = entry >> 30;
        int now = entry >> 28 & 3;
        if (sort == NOTHING) continue;
        if (sort == GAP) {
            if (add_gap(cut, &place, character, keys, keys_count, length)) return -1;
            continue;
        }
        if (close_at_edge(cut, &place, now, length)) return -1;
        if (sort == MANY) {
            const uint32_t *letters = pages->of[character / PAGE] + PAGE + (entry >> 8 & 0x1FFF);
            if (add_many(cut, &place, letters, entry & 0xFF, at, length)) return -1;
        } else {
            add_letter(cut, entry & 0x1FFFFF, at);
            if (now == CASE_LOWER) at = add_row(cut, &place, pages, text, kind, at + 1) - 1;
        }
    }
    return close_token(&place, cut->count, length);
}

/* keys: NULL when leaves do not matter. Returns -1 when memory is short; cut is to be freed in any case. */
static int cut_text(Cut *cut, const Pages *pages, const Text *text, const uint8_t *keys, size_t keys_count) {
    if (text->kind == 1) return cut_kind(cut, pages, text, 1, keys, keys_count);
    if (text->kind == 2) return cut_kind(cut, pages, text, 2, keys, keys_count);
    return cut_kind(cut, pages, text, 4, keys, keys_count);
}

#endif
