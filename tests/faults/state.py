"""What lies in a project's results, against those of an undisturbed run."""

from threading import Lock

from helpers.result_files import contents, products, without_times

_NETCDF = Lock()  # its library does not stand two threads


def differing(project, undisturbed) -> list[str]:
    """Results that are there and are not, to the byte, what the undisturbed run made."""
    expected = products(undisturbed)
    return [name for name, path in products(project).items() if not _same(path, expected.get(name))]


def missing(project, undisturbed) -> list[str]:
    """Results of the undisturbed run that are not there."""
    return sorted(set(products(undisturbed)) - set(products(project)))


def files(project) -> list:
    """All files of the results."""
    return [path for path in sorted(project.results.rglob("*")) if path.is_file()]


def partial(project) -> list[str]:
    """Files that are half-written."""
    return sorted(path.name for path in project.results.rglob("*.partial"))


def _same(path, expected) -> bool:
    if path.name.endswith((".partial", ".damaged")):
        return True  # under a name that nothing reads
    if expected is None:
        return False
    try:
        with _NETCDF:
            return (
                contents(path) == contents(expected)
                if path.suffix == ".nc"
                else without_times(path) == without_times(expected)
            )
    except OSError:  # of NetCDF: it cannot be read
        return False
