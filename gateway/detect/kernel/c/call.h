/* A call of probe(). Law: the search touches nothing of Python, so that other threads may run; what it found is told afterwards. */
#ifndef CALL_H
#define CALL_H

#include "probe.h"
#include "state.h"

/* What a call of probe() holds on to. */
typedef struct {
    Probe probe;
    Cut cut;
    Text text;
    Secret secret;
    Table *tables;
    Py_buffer *buffers;
    Py_ssize_t buffers_count;
    uint32_t values; /* how many of the found runs are of the stream of values */
} Call;

static void close_call(Call *call) {
    while (call->buffers_count) PyBuffer_Release(&call->buffers[--call->buffers_count]);
    PyMem_Free(call->buffers);
    PyMem_Free(call->tables);
    free(call->probe.found);
    free_cut(&call->cut);
}

static int open_tables(Call *call, PyObject *sequence) {
    Py_ssize_t count = PySequence_Fast_GET_SIZE(sequence);
    call->tables = PyMem_New(Table, count);
    call->buffers = PyMem_New(Py_buffer, count);
    if (!call->tables || !call->buffers) return PyErr_NoMemory(), -1;
    for (Py_ssize_t number = 0; number < count; number++) {
        Py_buffer *buffer = &call->buffers[number];
        if (PyObject_GetBuffer(PySequence_Fast_GET_ITEM(sequence, number), buffer, PyBUF_SIMPLE)) return -1;
        call->buffers_count++;
        if (open_table(&call->tables[number], buffer->buf, (uint64_t)buffer->len)) {
            PyErr_SetString(PyExc_ValueError, "A table was not checked.");
            return -1;
        }
    }
    call->probe.tables = call->tables;
    call->probe.tables_count = (size_t)count;
    return 0;
}

/* Nothing of Python from here ... */
static int search(Call *call, const Pages *pages, const Py_buffer *keys) {
    static const uint8_t none = 0;
    call->probe.cut = &call->cut;
    call->probe.secret = &call->secret;
    if (cut_text(&call->cut, pages, &call->text, keys->len ? keys->buf : &none, (size_t)keys->len)) return -1;
    if (probe_stream(&call->probe, &call->cut, 0)) return -1;
    call->values = call->probe.found_count;
    return probe_stream(&call->probe, &call->cut, 1);
}
/* ... to here. */

static int search_freely(Call *call, const Pages *pages, const Py_buffer *keys) {
    PyThreadState *thread = call->text.length > LARGE ? PyEval_SaveThread() : NULL;
    int failed = search(call, pages, keys);
    if (thread) PyEval_RestoreThread(thread);
    return failed;
}

static PyObject *letters_of(const Cut *cut, const Stream *stream, const Run *run) {
    uint32_t letters[LETTERS_MAX], count = 0;
    for (uint32_t number = 0; number < run->count && count < run->letters; number++) {
        const Token *token = &stream->items[run->token + number];
        for (uint32_t at = run->from; at < token->size && count < run->letters; at++) letters[count++] = cut->letters[token->first + at];
    }
    PyObject *str = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, letters, count);
    PyObject *bytes = str ? PyUnicode_AsUTF8String(str) : NULL;
    Py_XDECREF(str);
    return bytes;
}

/* A Candidate is made as what it is, a tuple: calling its class would cost as much as the search for it. */
static PyObject *candidate_of(const State *state, const Call *call, uint32_t number) {
    const Run *run = &call->probe.found[number];
    const Stream *stream = &call->cut.streams[number >= call->values];
    const Token *first = &stream->items[run->token], *last = &stream->items[run->token + run->count - 1];
    uint32_t last_letter = (run->flags & INSIDE ? first->first + run->from + run->letters : last->first + last->size) - 1;
    PyTypeObject *type = (PyTypeObject *)state->candidate;
    PyObject *candidate = type->tp_alloc(type, 6);
    if (!candidate) return NULL;
    PyTuple_SET_ITEM(candidate, 0, PyLong_FromUnsignedLong(call->cut.at[first->first + run->from]));
    PyTuple_SET_ITEM(candidate, 1, PyLong_FromUnsignedLong(end_of(&state->pages, &call->text, call->cut.at[last_letter])));
    PyTuple_SET_ITEM(candidate, 2, PyLong_FromUnsignedLongLong(run->hash));
    PyTuple_SET_ITEM(candidate, 3, letters_of(&call->cut, stream, run));
    PyTuple_SET_ITEM(candidate, 4, PyLong_FromLong(run->count));
    PyTuple_SET_ITEM(candidate, 5, PyLong_FromLong(run->flags));
    for (int item = 0; item < 6; item++) {
        if (PyTuple_GET_ITEM(candidate, item)) continue;
        Py_DECREF(candidate);
        return NULL;
    }
    return candidate;
}

static PyObject *candidates_of(const State *state, const Call *call) {
    PyObject *list = PyList_New(call->probe.found_count);
    for (uint32_t number = 0; list && number < call->probe.found_count; number++) {
        PyObject *candidate = candidate_of(state, call, number);
        if (candidate) {
            PyList_SET_ITEM(list, number, candidate);
        } else {
            Py_CLEAR(list);
        }
    }
    if (list && PyList_Sort(list)) Py_CLEAR(list);
    return list;
}

#endif
