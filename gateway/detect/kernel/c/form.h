/* The numbers of the kernel. Law: they are those of form.py, fold.py and table.py; a test reads both. */
#ifndef FORM_H
#define FORM_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "Tables are little-endian; numpy does the work on other machines."
#endif

/* From CPython 3.12 on every str is ready. */
#if PY_VERSION_HEX < 0x030C0000
#define is_unready(str) PyUnicode_READY(str)
#else
#define is_unready(str) 0
#endif

/* form.py */
#define TOKENS_MAX 6
#define LETTERS_MIN 4
#define STEM_MIN 2
#define LETTERS_MAX 64
#define LONG_RUN 12
#define SPELT 0x0E00
#define INSIDE_MIN 14
#define SECRET_BYTES 24
#define TEXT_MAX (1 << 27)
#define WHOLE 1
#define CROSSES 2
#define INSIDE 4
#define KEY 8
#define ONLY_WHOLE 0x80
#define ODD UINT64_C(0x9E3779B97F4A7C15)
#define MIX UINT64_C(0xBF58476D1CE4E5B9)
#define SPREAD UINT32_C(0x9E3779B1)

/* fold.py: entries of pages */
#define SEPARATOR 0x1F
#define PAGE 256
#define PAGES 0x1100
#define NOTHING 0
#define LETTER 1
#define GAP 2
#define MANY 3
#define CASE_NONE 0
#define CASE_LOWER 1
#define CASE_UPPER 2
#define CASE_DIGIT 3

/* table.py */
#define HEADER 64
#define SLOTS 4
#define VERSION 1
#define BUCKETS_MAX (UINT64_C(1) << 31)
#define KICKS_MAX 500

/* From this many characters on, other threads may run meanwhile: below, handing over costs more than the work. */
#define LARGE 65536

#endif
