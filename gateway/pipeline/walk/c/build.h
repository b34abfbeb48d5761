/* The outbound tree, built up from what may leave. Law: its answers are those of build.py; nothing is copied whole. */
#pragma once
#include "walk.h"

/* One building: the walk along the field map, the steps that are due, and what was found and done. */
typedef struct {
    Walk walk;
    PyObject *steps, *ends, *rewriter, *findings, *kept, *step;
    Py_ssize_t next, due, passed, touched, dropped;
    int lost, emptied;
} Build;

static const Py_ssize_t NEVER = ((Py_ssize_t)1 << 62) - 1, UNWALKED = (Py_ssize_t)1 << 62; /* build.py says why */

static PyObject *rebuilt(Build *build, PyObject *value, PyObject *node, PyObject *place);

static int is_container(PyObject *value) { return PyDict_CheckExact(value) || PyList_CheckExact(value); }

static int is_gone(const Build *build, PyObject *outbound) { return outbound == build->walk.state->of[GONE]; }

static PyObject *gone(const Build *build) { return Py_NewRef(build->walk.state->of[GONE]); }

/* A place one step further down; takes the step over. */
static PyObject *further(PyObject *place, PyObject *step) {
    Py_ssize_t size = PyTuple_GET_SIZE(place);
    PyObject *longer = step ? PyTuple_New(size + 1) : NULL;
    for (Py_ssize_t at = 0; longer && at < size; at++) PyTuple_SET_ITEM(longer, at, Py_NewRef(PyTuple_GET_ITEM(place, at)));
    if (longer) PyTuple_SET_ITEM(longer, size, Py_NewRef(step));
    Py_XDECREF(step);
    return longer;
}

/* Makes the next step the due one. */
static int advance(Build *build) {
    build->due = NEVER;
    build->step = NULL;
    if (build->next >= PyList_GET_SIZE(build->steps)) return 0;
    PyObject *item = PyList_GET_ITEM(build->steps, build->next++);
    return PyArg_ParseTuple(item, "nO!", &build->due, &PyTuple_Type, &build->step) ? 0 : -1;
}

/* One past the last leaf of a child; -1 on an error. */
static Py_ssize_t past_of(Build *build, PyObject *child, Py_ssize_t leaves) {
    if (!is_container(child)) return build->passed + leaves;
    PyObject *id = PyLong_FromVoidPtr(child), *past = id ? PyDict_GetItemWithError(build->ends, id) : NULL;
    Py_XDECREF(id);
    return past ? PyLong_AsSsize_t(past) : PyErr_Occurred() ? -1 : UNWALKED;
}

/* Passes over a child that is taken as it is. */
static int pass(Build *build, PyObject *child, Py_ssize_t first, Py_ssize_t past) {
    build->passed = past;
    if (!is_container(child)) return 0;
    PyObject *id = PyLong_FromVoidPtr(child), *span = id ? Py_BuildValue("(nn)", first, past) : NULL;
    int failed = !span || PyDict_SetItem(build->kept, id, span);
    Py_XDECREF(id);
    Py_XDECREF(span);
    return failed ? -1 : 0;
}

/* What the rewriter makes of a masked text; what was done instead of masking goes to done. */
static PyObject *masked(Build *build, PyObject *value, PyObject *step, PyObject **done) {
    PyObject *arguments[] = {build->rewriter, value, PyTuple_GET_ITEM(step, 2), PyTuple_GET_ITEM(step, 3), PyTuple_GET_ITEM(step, 4)};
    PyObject *pair = PyObject_VectorcallMethod(build->walk.state->of[TEXT], arguments, 5, NULL), *text = NULL;
    if (pair && PyArg_ParseTuple(pair, "OO", &text, done)) {
        Py_INCREF(text);
        Py_INCREF(*done);
    }
    Py_XDECREF(pair);
    return text;
}

static PyObject *replaced(Build *build, PyObject *value, PyObject *step) {
    PyObject *arguments[] = {build->rewriter, value, PyTuple_GET_ITEM(step, 0), PyTuple_GET_ITEM(step, 5), PyTuple_GET_ITEM(step, 4)};
    return PyObject_VectorcallMethod(build->walk.state->of[VALUE], arguments, 5, NULL);
}

static int report(Build *build, PyObject *place, PyObject *kind, PyObject *action, PyObject *done) {
    PyObject *category, *origin, *detector, *other = NULL;
    if (!PyArg_ParseTuple(kind, "OOO", &category, &origin, &detector)) return -1;
    if (done && PyDict_CheckExact(done)) other = PyDict_GetItemWithError(done, category);
    if (!other && PyErr_Occurred()) return -1;
    PyTypeObject *type = (PyTypeObject *)build->walk.state->of[FINDING]; /* a named tuple of five, see begin */
    PyObject *values[] = {place, category, origin, detector, other ? other : action}, *finding = type->tp_alloc(type, 5);
    for (Py_ssize_t at = 0; finding && at < 5; at++) PyTuple_SET_ITEM(finding, at, Py_NewRef(values[at]));
    int failed = !finding || PyList_Append(build->findings, finding);
    Py_XDECREF(finding);
    return failed ? -1 : 0;
}

static int report_all(Build *build, PyObject *place, PyObject *kinds, PyObject *action, PyObject *done) {
    PyObject *all = PySequence_Fast(kinds, "The kinds of a finding are a sequence.");
    int failed = !all;
    for (Py_ssize_t at = 0; !failed && at < PySequence_Fast_GET_SIZE(all); at++) {
        failed = report(build, place, PySequence_Fast_GET_ITEM(all, at), action, done);
    }
    Py_XDECREF(all);
    return failed ? -1 : 0;
}

static PyObject *stepped(Build *build, PyObject *value, PyObject *place, PyObject *step) {
    PyObject *const *of = build->walk.state->of, *action = PyTuple_GET_ITEM(step, 0), *done = NULL, *outbound;
    int replaces = action == of[PSEUDONYMISED] || action == of[GENERALISED];
    if (replaces && (value == Py_None || (PyUnicode_Check(value) && !PyUnicode_GET_LENGTH(value)))) return Py_NewRef(value);
    if (action == of[MASKED] && PyUnicode_CheckExact(value)) {
        outbound = masked(build, value, step, &done);
    } else if (replaces) {
        outbound = replaced(build, value, step);
    } else {
        outbound = Py_NewRef(action == of[REPORTED] ? value : of[GONE]);
    }
    if (outbound == Py_None && action != of[REPORTED]) Py_SETREF(outbound, gone(build));
    if (outbound && is_gone(build, outbound)) action = of[DROPPED];
    build->touched += action != of[REPORTED];
    if (outbound && report_all(build, place, PyTuple_GET_ITEM(step, 1), action, done)) Py_CLEAR(outbound);
    Py_XDECREF(done);
    return outbound;
}

static PyObject *rebuilt_leaf(Build *build, PyObject *value, PyObject *place) {
    PyObject *step = build->step;
    if (build->passed++ != build->due || !step) return Py_NewRef(value);
    if (PyTuple_GET_SIZE(step) != 6) return PyErr_Format(PyExc_TypeError, "A step has six parts.");
    if (advance(build)) return NULL;
    return stepped(build, value, place, step);
}

/* What becomes of an entry under a key that is data. */
static PyObject *rebuilt_entry(Build *build, PyObject *key, PyObject *child, const Map *map, PyObject *place) {
    PyObject *data = slot(&build->walk, map->node, KEY);
    if (data == Py_None) return rebuilt_leaf(build, child, place);
    int may_speak = map->plain ? speaks(&build->walk, map->node, key) : slot(&build->walk, map->node, SAID) != Py_None;
    if (may_speak < 0) return NULL;
    PyObject *here = may_speak ? below_key(&build->walk, map, key, child) : Py_NewRef(data);
    PyObject *kept = here ? rebuilt_leaf(build, build->walk.state->of[EMPTY], place) : NULL;
    PyObject *outbound = kept ? rebuilt(build, child, here, place) : NULL;
    if (outbound && is_gone(build, kept)) Py_SETREF(outbound, gone(build));
    Py_XDECREF(here);
    Py_XDECREF(kept);
    return outbound;
}

/* An entry of a map: as it is, or what becomes of it. A place of its own is made for what is looked into alone. */
static PyObject *passed_entry(Build *build, PyObject *key, PyObject *child, Py_ssize_t ordinal, const Map *map, PyObject *place) {
    PyObject *here = PyDict_GetItemWithError(slot(&build->walk, map->node, NAMES), key);
    if (!here && PyErr_Occurred()) return NULL;
    int single = here || slot(&build->walk, map->node, KEY) == Py_None;
    Py_ssize_t past = past_of(build, child, single ? 1 : 2);
    if (past < 0) return NULL;
    if (past <= build->due) return pass(build, child, build->passed + !single, past) ? NULL : Py_NewRef(child);
    PyObject *number = here ? NULL : PyLong_FromSsize_t(ordinal);
    PyObject *step = here ? Py_NewRef(key) : number ? PyObject_CallOneArg(build->walk.state->of[PLACE_KEY], number) : NULL;
    PyObject *below = further(place, step), *outbound = NULL;
    Py_XDECREF(number);
    if (below) outbound = here ? rebuilt(build, child, here, below) : rebuilt_entry(build, key, child, map, below);
    Py_XDECREF(below);
    return outbound;
}

static PyObject *rebuilt_map(Build *build, PyObject *value, PyObject *node, PyObject *place) {
    Map map;
    if (open_map(&build->walk, &map, value, node)) return NULL;
    PyObject *built = PyDict_New(), *key, *child;
    Py_ssize_t at = 0;
    for (Py_ssize_t ordinal = 0; built && PyDict_Next(value, &at, &key, &child); ordinal++) {
        Py_INCREF(key);
        Py_INCREF(child);
        PyObject *outbound = passed_entry(build, key, child, ordinal, &map, place);
        if (!outbound || (!is_gone(build, outbound) && PyDict_SetItem(built, key, outbound))) Py_CLEAR(built);
        Py_XDECREF(outbound);
        Py_DECREF(key);
        Py_DECREF(child);
    }
    Py_XDECREF(map.label);
    if (built && !PyDict_GET_SIZE(built) && PyDict_GET_SIZE(value)) Py_SETREF(built, gone(build));
    return built;
}

/* A label and its value; both go, or none. */
static PyObject *rebuilt_pair(Build *build, PyObject *value, PyObject *item, PyObject *place) {
    PyObject *arguments[] = {value, item, build->walk.names}, *both = PyList_AsTuple(value), *first, *second;
    PyObject *nodes = both ? PyObject_Vectorcall(build->walk.state->of[PAIR_NODES], arguments, 3, NULL) : NULL;
    PyObject *built = nodes && PyArg_ParseTuple(nodes, "OO", &first, &second) ? PyList_New(0) : NULL;
    int lacks = 0;
    for (Py_ssize_t at = 0; built && at < 2; at++) {
        PyObject *below = further(place, PyLong_FromSsize_t(at));
        PyObject *outbound = below ? rebuilt(build, PyTuple_GET_ITEM(both, at), at ? second : first, below) : NULL;
        lacks = lacks || (outbound && is_gone(build, outbound));
        if (!outbound || PyList_Append(built, outbound)) Py_CLEAR(built);
        Py_XDECREF(below);
        Py_XDECREF(outbound);
    }
    Py_XDECREF(nodes);
    Py_XDECREF(both);
    if (built && lacks) Py_SETREF(built, gone(build));
    return built;
}

/* A list in a list: a label and its value, or any other; what is left of a longer one must not read like a pair. */
static PyObject *rebuilt_inner(Build *build, PyObject *child, PyObject *item, PyObject *place) {
    int paired = is_pair(&build->walk, child, item);
    if (paired) return paired < 0 ? NULL : rebuilt_pair(build, child, item, place);
    PyObject *outbound = rebuilt(build, child, item, place);
    paired = outbound ? is_pair(&build->walk, outbound, item) : 0;
    if (paired < 0) Py_CLEAR(outbound);
    if (paired > 0) Py_SETREF(outbound, gone(build));
    return outbound;
}

static PyObject *rebuilt_batch_item(Build *build, PyObject *child, PyObject *item, PyObject *place) {
    int lost_before = build->lost;
    build->lost = 0;
    PyObject *outbound = rebuilt(build, child, item, place);
    if (outbound && (build->lost || is_gone(build, outbound))) {
        Py_SETREF(outbound, gone(build));
        build->dropped++;
    }
    build->lost = lost_before;
    return outbound;
}

static PyObject *passed_item(Build *build, PyObject *child, Py_ssize_t index, PyObject *item, PyObject *place) {
    Py_ssize_t past = past_of(build, child, 1);
    if (past < 0) return NULL;
    if (past <= build->due) return pass(build, child, build->passed, past) ? NULL : Py_NewRef(child);
    PyObject *below = further(place, PyLong_FromSsize_t(index)), *outbound = NULL;
    if (below && slot(&build->walk, item, BATCH_ITEM) == Py_True) {
        outbound = rebuilt_batch_item(build, child, item, below);
    } else if (below) {
        outbound = (PyList_CheckExact(child) ? rebuilt_inner : rebuilt)(build, child, item, below);
    }
    Py_XDECREF(below);
    return outbound;
}

static PyObject *rebuilt_list(Build *build, PyObject *value, PyObject *item, PyObject *place) {
    PyObject *built = is_node(&build->walk, item) ? PyList_New(0) : NULL;
    for (Py_ssize_t at = 0; built && at < PyList_GET_SIZE(value); at++) {
        PyObject *child = Py_NewRef(PyList_GET_ITEM(value, at)), *outbound = passed_item(build, child, at, item, place);
        if (!outbound || (!is_gone(build, outbound) && PyList_Append(built, outbound))) Py_CLEAR(built);
        Py_XDECREF(outbound);
        Py_DECREF(child);
    }
    if (built && !PyList_GET_SIZE(built) && PyList_GET_SIZE(value)) {
        if (slot(&build->walk, item, BATCH_ITEM) == Py_True) build->emptied = 1;
        Py_SETREF(built, gone(build));
    }
    return built;
}

static int is_required(const Build *build, PyObject *field) {
    PyObject *required = PyObject_GetAttr(field, build->walk.state->of[REQUIRED]);
    int is = required ? PyObject_IsTrue(required) : -1;
    Py_XDECREF(required);
    return is;
}

static PyObject *rebuilt_into(Build *build, PyObject *value, PyObject *node, PyObject *place) {
    const Walk *walk = &build->walk;
    PyObject *barred = slot(walk, node, BARRED), *item = slot(walk, node, ITEM);
    PyObject *declared = barred != Py_None ? barred : slot(walk, node, LEAF);
    if (PyDict_CheckExact(value) && looks_into(walk, node)) return rebuilt_map(build, value, node, place);
    if (PyList_CheckExact(value) && barred == Py_None && item != Py_None) return rebuilt_list(build, value, item, place);
    if (declared == Py_None && PyList_Check(value) && !PyList_GET_SIZE(value)) return Py_NewRef(value);
    PyObject *outbound = rebuilt_leaf(build, value, place);
    if (!outbound || !is_gone(build, outbound) || declared == Py_None) return outbound;
    int required = is_required(build, declared);
    if (required < 0) Py_CLEAR(outbound);
    if (required > 0) build->lost = 1;
    return outbound;
}

static PyObject *rebuilt(Build *build, PyObject *value, PyObject *node, PyObject *place) {
    if (!is_node(&build->walk, node) || Py_EnterRecursiveCall(" in a tree")) return NULL;
    PyObject *outbound = rebuilt_into(build, value, node, place);
    Py_LeaveRecursiveCall();
    return outbound;
}
