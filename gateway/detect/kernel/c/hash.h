/* The hash of a run. Law: the sum of mixed letters times powers of an odd number, modulo 2^64, so that runs are put together of tokens. */
#ifndef HASH_H
#define HASH_H

#include "form.h"

typedef struct {
    uint64_t seed, last;
    uint64_t powers[LETTERS_MAX + 1];
    uint64_t ascii[128];
} Secret;

static inline uint64_t mixed(uint64_t word) {
    word = (word ^ word >> 32) * ODD;
    word = (word ^ word >> 29) * MIX;
    return word ^ word >> 32;
}

static inline uint64_t mixed_letter(const Secret *secret, uint32_t letter) {
    return letter < 128 ? secret->ascii[letter] : mixed(letter ^ secret->seed);
}

static inline uint64_t finished(const Secret *secret, uint64_t total) { return mixed(total ^ secret->last); }

/* bytes: SECRET_BYTES of them. */
static void unpack_secret(Secret *secret, const unsigned char *bytes) {
    uint64_t words[3];
    memcpy(words, bytes, SECRET_BYTES);
    secret->seed = words[1];
    secret->last = words[2];
    secret->powers[0] = 1;
    for (int power = 1; power <= LETTERS_MAX; power++) secret->powers[power] = secret->powers[power - 1] * (words[0] | 1);
    for (uint32_t letter = 0; letter < 128; letter++) secret->ascii[letter] = mixed(letter ^ secret->seed);
}

#endif
