# SPDX-License-Identifier: GPL-2.0-or-later
"""
The page of ``--format html`` as an object, which a notebook shows at once.
"""

import html


class HtmlPage(str):
    """
    The HTML of a page. A notebook shows it in a frame of its own, where its program can reach
    neither the notebook nor a server; :meth:`save` writes it to a file for a browser.
    """

    #: Pixels of the frame.
    height = 900

    def save(self, name: str) -> None:
        with open(name, "w", encoding="utf-8") as file:
            file.write(self)

    def _repr_html_(self) -> str:
        return (
            '<iframe sandbox="allow-scripts allow-downloads allow-modals" width="100%%" '
            'height="%d" style="border: 0" title="pageowner" srcdoc="%s"></iframe>'
            % (self.height, html.escape(self))
        )
