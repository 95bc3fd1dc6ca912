"""Crossframe under its own name: it hands on the public names of `analysis`, and its command.

>>> import crossframe as cf
>>> cf.adjust_p([0.01, 0.04]).round(2).tolist()
[0.02, 0.04]
"""

import analysis

__all__ = analysis.__all__
__getattr__ = analysis.__getattr__
__dir__ = analysis.__dir__
