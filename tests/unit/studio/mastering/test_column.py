from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from broadcaster.studio.mastering.take import Column

NUMBERS = np.arange(1000, dtype=np.float32)


@pytest.mark.parametrize("in_memory", [1, 1 << 20])
def test_column_gives_and_replaces_numbers_at_any_place(tmp_path: Path, in_memory: int) -> None:
    column = Column(tmp_path, in_memory)
    for part in np.split(NUMBERS, [7, 500]):
        column.append(part)
    column.write(10, np.array([-1, -2], np.float32))
    expected = NUMBERS.copy()
    expected[10:12] = -1, -2
    assert len(column) == 1000
    assert np.array_equal(column.read(), expected)
    assert np.array_equal(column.read(8, 13), expected[8:13])
    assert [len(chunk) for chunk in column.chunks(300)] == [300, 300, 300, 100]
    assert np.array_equal(np.concatenate(list(column.chunks(300))), expected)
    column.close()


def test_file_of_a_long_column_has_no_name(tmp_path: Path) -> None:
    column = Column(tmp_path, 1)
    column.append(NUMBERS)
    assert not list(tmp_path.iterdir())
    column.close()
