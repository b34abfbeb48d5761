/* The table of fingerprints. Law: what is read is inside the buffer: its length was held against its header in this very call. */
#ifndef TABLE_H
#define TABLE_H

#include "form.h"

typedef struct {
    const uint8_t *fingerprints, *payloads;
    uint64_t buckets;
} Table;

typedef struct {
    uint16_t fingerprint;
    uint32_t first, second;
} Home;

static inline uint64_t table_size(uint64_t buckets) { return HEADER + buckets * SLOTS * 6; }

/* Returns -1 when it is no table. */
static int open_table(Table *table, const uint8_t *bytes, uint64_t length) {
    uint32_t version;
    if (length < HEADER || memcmp(bytes, "IGT1", 4)) return -1;
    memcpy(&version, bytes + 4, 4);
    memcpy(&table->buckets, bytes + 8, 8);
    if (version != VERSION || !table->buckets || table->buckets > BUCKETS_MAX || table_size(table->buckets) != length) return -1;
    table->fingerprints = bytes + HEADER;
    table->payloads = table->fingerprints + table->buckets * SLOTS * 2;
    return 0;
}

/* The other bucket of a fingerprint: from the one found, the one begun with. */
static inline uint32_t other_bucket(uint16_t fingerprint, uint32_t bucket, uint64_t buckets) {
    uint64_t other = ((fingerprint * SPREAD) * buckets >> 32) + buckets - bucket;
    return (uint32_t)(other >= buckets ? other - buckets : other);
}

static inline Home home_of(uint64_t hash, uint64_t buckets) {
    uint16_t fingerprint = (uint16_t)(hash >> 48);
    Home home = {.fingerprint = fingerprint ? fingerprint : 1, .first = (uint32_t)((hash & UINT32_MAX) * buckets >> 32)};
    home.second = other_bucket(home.fingerprint, home.first, buckets);
    return home;
}

/* Whether one of four fingerprints is this one: whether a 16-bit lane of the difference is zero (Warren, Hacker's Delight 6-1). */
static inline int bucket_holds(const uint8_t *fingerprints, uint32_t bucket, uint16_t fingerprint) {
    const uint64_t ones = UINT64_C(0x0001000100010001);
    uint64_t four;
    memcpy(&four, fingerprints + (size_t)bucket * SLOTS * 2, 8);
    four ^= fingerprint * ones;
    return ((four - ones) & ~four & (ones << 15)) != 0;
}

static inline uint16_t fingerprint_at(const uint8_t *fingerprints, uint64_t slot) {
    uint16_t value;
    memcpy(&value, fingerprints + slot * 2, 2);
    return value;
}

static inline uint32_t payload_at(const uint8_t *payloads, uint64_t slot) {
    uint32_t value;
    memcpy(&value, payloads + slot * 4, 4);
    return value;
}

/* Collect what both buckets hold under a fingerprint. Returns how many, up to eight. */
static int payloads_of(const Table *table, uint64_t hash, uint32_t *found) {
    Home home = home_of(hash, table->buckets);
    int count = 0;
    for (int turn = 0; turn < 1 + (home.first != home.second); turn++) {
        uint64_t slot = (uint64_t)(turn ? home.second : home.first) * SLOTS;
        for (int lane = 0; lane < SLOTS; lane++, slot++) {
            if (fingerprint_at(table->fingerprints, slot) == home.fingerprint) found[count++] = payload_at(table->payloads, slot);
        }
    }
    return count;
}

/* A table that is being built. */
typedef struct {
    uint8_t *fingerprints, *payloads;
    uint64_t buckets;
} Building;

typedef struct {
    uint16_t fingerprint;
    uint32_t payload;
} Kept;

static inline Kept swap_slot(Building *table, uint64_t slot, Kept key) {
    Kept old = {fingerprint_at(table->fingerprints, slot), payload_at(table->payloads, slot)};
    memcpy(table->fingerprints + slot * 2, &key.fingerprint, 2);
    memcpy(table->payloads + slot * 4, &key.payload, 4);
    return old;
}

static int put_key(Building *table, uint32_t bucket, Kept key) {
    for (uint64_t slot = (uint64_t)bucket * SLOTS, past = slot + SLOTS; slot < past; slot++) {
        if (fingerprint_at(table->fingerprints, slot)) continue;
        swap_slot(table, slot, key);
        return 1;
    }
    return 0;
}

static int holds_key(const Building *table, uint32_t bucket, Kept key) {
    for (uint64_t slot = (uint64_t)bucket * SLOTS, past = slot + SLOTS; slot < past; slot++) {
        if (fingerprint_at(table->fingerprints, slot) == key.fingerprint && payload_at(table->payloads, slot) == key.payload) return 1;
    }
    return 0;
}

/* Put a key into a table. Returns how many it has more, -1 when it is full. */
static int keep_key(Building *table, uint64_t hash, uint32_t payload) {
    Home home = home_of(hash, table->buckets);
    Kept key = {home.fingerprint, payload};
    if (holds_key(table, home.first, key) || holds_key(table, home.second, key)) return 0;
    if (put_key(table, home.first, key)) return 1;
    uint32_t bucket = home.second;
    for (uint32_t kick = 0; kick < KICKS_MAX; kick++) {
        if (put_key(table, bucket, key)) return 1;
        uint32_t victim = (key.fingerprint * SPREAD + kick * UINT32_C(0x85EBCA6B)) >> 30;
        key = swap_slot(table, (uint64_t)bucket * SLOTS + victim, key);
        bucket = other_bucket(key.fingerprint, bucket, table->buckets);
    }
    return -1;
}

/* Fill the zeroed memory of a table. Returns -1 when the keys do not fit. */
static int fill_table(uint8_t *bytes, uint64_t buckets, const uint8_t *hashes, const uint8_t *payloads, uint64_t count) {
    Building table = {bytes + HEADER, bytes + HEADER + buckets * SLOTS * 2, buckets};
    uint64_t keys = 0, hash;
    uint32_t payload, version = VERSION;
    for (uint64_t number = 0; number < count; number++) {
        memcpy(&hash, hashes + number * 8, 8);
        memcpy(&payload, payloads + number * 4, 4);
        int kept = keep_key(&table, hash, payload);
        if (kept < 0) return -1;
        keys += (uint64_t)kept;
    }
    memcpy(bytes, "IGT1", 4);
    memcpy(bytes + 4, &version, 4);
    memcpy(bytes + 8, &buckets, 8);
    memcpy(bytes + 16, &keys, 8);
    return 0;
}

#endif
