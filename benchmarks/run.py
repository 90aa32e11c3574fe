"""All benchmarks, one table."""

import argparse

import committee
import dry_run
import figure1_task
import imports
import in_context
import kernel
import measures
import perceptron
import relu_mlp
import step
import timing
import torch_module


def main(quick: bool) -> list[timing.Result]:
    """Run all; `quick` only shows that they work."""
    results = step.main(2 if quick else 30)
    results += kernel.main(2 if quick else 9)
    results += torch_module.main(2 if quick else 15)
    results += in_context.main(2 if quick else 15)
    results += relu_mlp.main(1 if quick else 9)
    results += perceptron.main(1 if quick else 5)
    results += committee.main(1 if quick else 7)
    results += measures.main(2 if quick else 15)
    results += figure1_task.main(20 if quick else figure1_task.STEPS)
    results += dry_run.main(1 if quick else 9, 60 if quick else 1000)
    print(f"\n{imports.main(1 if quick else 5)}")
    return results


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repetitions: shows that all work, tells no times")
    timing.report(main(parser.parse_args().quick))
