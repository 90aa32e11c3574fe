"""The results of two runs, compared to the byte."""

import re

import netCDF4

# What the page of provenance says of run times, and the digest of that page in its record.
_TIMES = re.compile(rb'<table id="table-times">.*?</table>|"provenance[^"]*\.html": "[0-9a-f]+"', re.DOTALL)


def assert_same_results(here, there):
    """Both projects have the same files under results/, with the same content, logs and run times aside."""
    expected, found = products(here), products(there)
    assert expected.keys() == found.keys()
    assert {name.rpartition(".")[2] for name in expected} >= {"nc", "csv", "png", "pdf", "html", "txt", "json"}
    for name, path in expected.items():
        if name.endswith(".nc"):
            assert contents(path) == contents(found[name]), name
        else:
            assert without_times(path) == without_times(found[name]), name


def without_times(path):
    """The bytes of a file, but for what the page of provenance says of run times."""
    content = path.read_bytes()
    return _TIMES.sub(b"", content) if path.name.startswith("provenance") else content


def products(project):
    """All results by path, but for logs and run times."""
    paths = (path for path in sorted(project.results.rglob("*")) if path.is_file())
    named = {path.relative_to(project.results).as_posix(): path for path in paths}
    return {name: path for name, path in named.items() if name.split("/")[0] not in ("logs", "benchmarks")}


def contents(path):
    """Every variable of every group of a NetCDF file by its path: type, dimensions and bytes; and all attributes."""
    found = {}

    def collect(group):
        for name, variable in group.variables.items():
            variable.set_auto_maskandscale(False)
            values = variable[:]
            data = values.tolist() if variable.dtype is str else values.tobytes()
            key = f"{group.path}:{name}"
            found[key] = (str(variable.dtype), variable.dimensions, data)
            found.update({f"{key}@{attribute}": str(variable.getncattr(attribute)) for attribute in variable.ncattrs()})
        found.update({f"{group.path}@{attribute}": group.getncattr(attribute) for attribute in group.ncattrs()})
        for child in group.groups.values():
            collect(child)

    with netCDF4.Dataset(path) as dataset:
        collect(dataset)
    return found
