/* Hashes every run that counts and asks the tables. Law: runs are asked for in blocks, their cache lines fetched before any is read. */
#ifndef PROBE_H
#define PROBE_H

#include "fold.h"
#include "hash.h"
#include "table.h"

#define BLOCK 256

/* A run: some letters of one token, or some tokens. */
typedef struct {
    uint64_t hash;
    uint32_t token;  /* the first one's number in its stream */
    uint8_t count;   /* how many tokens */
    uint8_t from;    /* INSIDE: the first letter's place in the token */
    uint8_t letters; /* how many in all */
    uint8_t flags;
} Run;

typedef struct {
    const Secret *secret;
    const Table *tables;
    size_t tables_count;
    const Cut *cut;
    const Stream *stream;
    uint8_t kind; /* 0 or KEY */
    Run waiting[BLOCK + TOKENS_MAX]; /* room for the runs of one token more */
    uint32_t waiting_count;
    Run *found;
    uint32_t found_count, found_room;
} Probe;

static int keep_found(Probe *probe, const Run *run) {
    if (probe->found_count == probe->found_room) {
        uint64_t room = (uint64_t)probe->found_room * 2 + 64;
        if (room > UINT32_MAX || grow_to((void **)&probe->found, room, sizeof(Run))) return -1;
        probe->found_room = (uint32_t)room;
    }
    probe->found[probe->found_count++] = *run;
    return 0;
}

static void ask_table(Probe *probe, const Table *table, uint8_t *is_found) {
    Home homes[BLOCK + TOKENS_MAX];
    for (uint32_t number = 0; number < probe->waiting_count; number++) {
        homes[number] = home_of(probe->waiting[number].hash, table->buckets);
        __builtin_prefetch(table->fingerprints + (size_t)homes[number].first * SLOTS * 2);
        __builtin_prefetch(table->fingerprints + (size_t)homes[number].second * SLOTS * 2);
    }
    for (uint32_t number = 0; number < probe->waiting_count; number++) {
        Home home = homes[number];
        int is_held = bucket_holds(table->fingerprints, home.first, home.fingerprint);
        is_held |= bucket_holds(table->fingerprints, home.second, home.fingerprint);
        is_found[number] |= (uint8_t)is_held;
    }
}

/* Whether some table has the run for a key: not for one that counts only as a whole leaf, if the run is none. */
static int is_wanted(const Probe *probe, const Run *run) {
    uint32_t payloads[2 * SLOTS];
    if (run->flags & WHOLE) return 1;
    for (size_t number = 0; number < probe->tables_count; number++) {
        int count = payloads_of(&probe->tables[number], run->hash, payloads);
        for (int each = 0; each < count; each++) {
            if (!(payloads[each] & ONLY_WHOLE)) return 1;
        }
    }
    return 0;
}

static int ask(Probe *probe) {
    uint8_t is_found[BLOCK + TOKENS_MAX] = {0};
    for (uint32_t number = 0; number < probe->waiting_count; number++) {
        probe->waiting[number].hash = finished(probe->secret, probe->waiting[number].hash);
    }
    for (size_t number = 0; number < probe->tables_count; number++) ask_table(probe, &probe->tables[number], is_found);
    for (uint32_t number = 0; number < probe->waiting_count; number++) {
        const Run *run = &probe->waiting[number];
        if (is_found[number] && is_wanted(probe, run) && keep_found(probe, run)) return -1;
    }
    probe->waiting_count = 0;
    return 0;
}

/* run.hash: the sum so far; it is finished when it is asked for. */
static inline int wait_for(Probe *probe, Run run) {
    run.flags |= probe->kind;
    probe->waiting[probe->waiting_count++] = run;
    return probe->waiting_count >= BLOCK ? ask(probe) : 0;
}

static uint64_t total_of(const Secret *secret, const uint32_t *letters, uint32_t count) {
    uint64_t total = 0;
    for (uint32_t number = 0; number < count; number++) total += mixed_letter(secret, letters[number]) * secret->powers[number];
    return total;
}

/* Write down what is known of a stream when all its tokens are. */
static void close_stream(Stream *stream, const Cut *cut, const Secret *secret) {
    for (uint32_t number = stream->count, past = stream->count; number-- > 0;) {
        Token *token = &stream->items[number];
        if (number + 1 < stream->count && token[1].leaf != token->leaf) past = number + 1;
        token->leaf_past = past;
        token->total = token->size <= LETTERS_MAX ? total_of(secret, cut->letters + token->first, token->size) : 0;
    }
}

static int is_hex(const uint32_t *letters, uint32_t count) {
    for (uint32_t number = 0; number < count; number++) {
        if (letters[number] - '0' > 9 && letters[number] - 'a' > 5) return 0;
    }
    return 1;
}

/* Every part of a token of 12 letters or more, without itself. */
static int probe_inside(Probe *probe, uint32_t number) {
    const Token *token = &probe->stream->items[number];
    const uint32_t *letters = probe->cut->letters + token->first;
    uint64_t mixes[LETTERS_MAX];
    if (token->size < INSIDE_MIN || token->size > LETTERS_MAX || is_hex(letters, token->size)) return 0;
    for (uint32_t at = 0; at < token->size; at++) mixes[at] = mixed_letter(probe->secret, letters[at]);
    for (uint32_t from = 0; from + LONG_RUN <= token->size; from++) {
        uint64_t total = 0;
        for (uint32_t count = 1; from + count <= token->size; count++) {
            total += mixes[from + count - 1] * probe->secret->powers[count - 1];
            Run run = {.hash = total, .token = number, .count = 1, .from = (uint8_t)from, .letters = (uint8_t)count, .flags = INSIDE};
            if (count >= LONG_RUN && count < token->size && wait_for(probe, run)) return -1;
        }
    }
    return 0;
}

static inline int begins_leaf(const Stream *stream, uint32_t number) {
    return !number || stream->items[number - 1].leaf != stream->items[number].leaf;
}

static inline uint8_t flags_of(const Stream *stream, uint32_t first, uint32_t past) {
    uint32_t leaf_past = stream->items[first].leaf_past;
    if (past > leaf_past) return CROSSES;
    return past == leaf_past && begins_leaf(stream, first) ? WHOLE : 0;
}

/* Whether a short token has a number after it in its leaf: ABC-143. */
static inline int is_stem(const Probe *probe, uint32_t number) {
    const Token *token = &probe->stream->items[number];
    int has_next = number + 1 < token->leaf_past, is_number = probe->cut->letters[token[has_next].first] - '0' <= 9;
    return has_next & is_number & (token->size >= STEM_MIN);
}

/* Runs of up to six tokens. Written down first, and counted if they count: which ones do is beyond the guesses of a processor. */
static int probe_tokens(Probe *probe, uint32_t first) {
    const Token *items = probe->stream->items + first;
    const uint64_t *powers = probe->secret->powers;
    uint32_t past = probe->stream->count - first, within = items->leaf_past - first, letters = 0;
    int begins = begins_leaf(probe->stream, first), always = is_stem(probe, first);
    uint64_t total = 0;
    Run *next = probe->waiting + probe->waiting_count;
    for (uint32_t count = 1; count <= past && count <= TOKENS_MAX; count++) {
        if (items[count - 1].size > LETTERS_MAX - letters) break;
        total += items[count - 1].total * powers[letters];
        letters += items[count - 1].size;
        int crosses = count > within, whole = begins & (count == within);
        *next = (Run){total, first, (uint8_t)count, 0, (uint8_t)letters, (uint8_t)(crosses * CROSSES | whole * WHOLE | probe->kind)};
        next += (letters >= (crosses ? LONG_RUN : LETTERS_MIN)) | whole | always;
        always = 0;
    }
    probe->waiting_count = (uint32_t)(next - probe->waiting);
    return probe->waiting_count >= BLOCK ? ask(probe) : 0;
}

/* A whole leaf of more than six tokens. */
static int probe_leaf(Probe *probe, uint32_t first) {
    const Stream *stream = probe->stream;
    uint32_t past = stream->items[first].leaf_past, letters = 0;
    uint64_t total = 0;
    if (past - first <= TOKENS_MAX || past - first > LETTERS_MAX || !begins_leaf(stream, first)) return 0;
    for (uint32_t number = first; number < past; number++) {
        const Token *token = &stream->items[number];
        if (token->size > LETTERS_MAX - letters) return 0;
        total += token->total * probe->secret->powers[letters];
        letters += token->size;
    }
    Run run = {.hash = total, .token = first, .count = (uint8_t)(past - first), .letters = (uint8_t)letters, .flags = WHOLE};
    return wait_for(probe, run);
}

static inline int is_single(const Stream *stream, uint32_t number) { return stream->items[number].size == 1; }

/* Rows of more than six single letters: s p a c e d. Of scripts where any text is one, runs of exactly 12, and whole rows. */
static int probe_row(Probe *probe, uint32_t first) {
    const Stream *stream = probe->stream;
    uint64_t total = 0;
    uint32_t leaf_past = stream->items[first].leaf_past;
    int is_spelt = probe->cut->letters[stream->items[first].first] < SPELT;
    int is_begin = begins_leaf(stream, first) || !is_single(stream, first - 1);
    uint32_t most = is_spelt || is_begin ? LETTERS_MAX : LONG_RUN;
    for (uint32_t past = first + 1; past <= stream->count && past <= first + most; past++) {
        uint32_t letters = past - first;
        if (!is_single(stream, past - 1)) return 0;
        total += stream->items[past - 1].total * probe->secret->powers[letters - 1];
        uint8_t flags = flags_of(stream, first, past);
        int is_row = is_begin && (past == leaf_past || (past < leaf_past && !is_single(stream, past)));
        int is_long = letters == LONG_RUN || (is_spelt && letters > LONG_RUN);
        if (letters <= TOKENS_MAX || flags == WHOLE || !(is_row || is_long)) continue;
        Run run = {.hash = total, .token = first, .count = (uint8_t)letters, .letters = (uint8_t)letters, .flags = flags};
        if (wait_for(probe, run)) return -1;
    }
    return 0;
}

/* Returns -1 when memory is short. What was found in this stream comes after what was found before. */
static int probe_stream(Probe *probe, Cut *cut, int number) {
    Stream *stream = &cut->streams[number];
    close_stream(stream, cut, probe->secret);
    probe->stream = stream;
    probe->kind = number ? KEY : 0;
    for (uint32_t first = 0; first < stream->count; first++) {
        if (probe_inside(probe, first) || probe_tokens(probe, first) || probe_leaf(probe, first) || probe_row(probe, first)) return -1;
    }
    return ask(probe);
}

#endif
