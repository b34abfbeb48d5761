/* What the module keeps: the pages of folded characters, fetched when a text needs them. Law: a page is checked before it is used. */
#ifndef STATE_H
#define STATE_H

#include "fold.h"
#include "hash.h"

typedef struct {
    Pages pages;
    PyObject *page;      /* gateway.detect.fold.page */
    PyObject *candidate; /* gateway.detect.kernel.form.Candidate */
} State;

static State *state_of(PyObject *module) { return (State *)PyModule_GetState(module); }

/* Copy a page, so that nothing in it leads outside: returns NULL and an exception if it would. */
static uint32_t *copy_page(const char *bytes, Py_ssize_t length) {
    uint32_t *words = length < PAGE * 4 || length % 4 ? NULL : PyMem_RawMalloc((size_t)length);
    if (!words) {
        PyErr_SetString(PyExc_ValueError, "A page of folded characters is too short.");
        return NULL;
    }
    memcpy(words, bytes, (size_t)length);
    for (int number = 0; number < PAGE; number++) {
        Py_ssize_t place = PAGE + (words[number] >> 8 & 0x1FFF), count = words[number] & 0xFF;
        if (words[number] >> 30 == MANY && place + count > length / 4) {
            PyMem_RawFree(words);
            PyErr_SetString(PyExc_ValueError, "A page of folded characters has letters it does not hold.");
            return NULL;
        }
    }
    return words;
}

static int load_page(State *state, uint32_t number) {
    PyObject *bytes = PyObject_CallFunction(state->page, "I", number);
    char *data;
    Py_ssize_t length;
    if (!bytes) return -1;
    uint32_t *words = PyBytes_AsStringAndSize(bytes, &data, &length) ? NULL : copy_page(data, length);
    Py_DECREF(bytes);
    if (!words) return -1;
    if (state->pages.of[number]) { /* another thread came first */
        PyMem_RawFree(words);
    } else {
        state->pages.of[number] = words;
    }
    return 0;
}

/* Take a str's characters, and have the pages of all of them at hand. */
static int open_text(State *state, PyObject *str, Text *text) {
    if (is_unready(str)) return -1;
    if (PyUnicode_GET_LENGTH(str) > TEXT_MAX) {
        PyErr_SetString(PyExc_ValueError, "A text to search has at most 2**27 characters.");
        return -1;
    }
    *text = (Text){PyUnicode_DATA(str), PyUnicode_KIND(str), (uint32_t)PyUnicode_GET_LENGTH(str)};
    if (!state->pages.of[0] && load_page(state, 0)) return -1;
    for (uint32_t at = 0; text->kind > 1 && at < text->length; at++) {
        uint32_t number = character_at(text, text->kind, at) / PAGE;
        if (!state->pages.of[number] && load_page(state, number)) return -1;
    }
    return 0;
}

static int open_secret(Secret *secret, const Py_buffer *bytes) {
    if (bytes->len != SECRET_BYTES) {
        PyErr_SetString(PyExc_ValueError, "The secret of a hash has 24 bytes.");
        return -1;
    }
    unpack_secret(secret, bytes->buf);
    return 0;
}

#endif
