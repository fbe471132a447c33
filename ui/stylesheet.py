"""The style sheet: what Qt draws by itself (fields, buttons, lists, tabs, menus), in the theme's colours."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.theme import Theme

_SHEET = Template("""
* { outline: none; }
QMainWindow, QDialog { background: $panel; }
QToolTip { background: $plate; color: $on_plate; border: 0; padding: 5px 8px; }
QLabel { background: transparent; }
QLabel[role="soft"] { color: $soft; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $panel; }
QCalendarWidget QToolButton { color: $ink; background: transparent; padding: 3px 8px; }
QCalendarWidget QToolButton:hover { background: $hover; }
QLabel[role="title"] { font-weight: 600; font-size: 20px; }
QLabel[role="heading"] { font-weight: 600; }
QLabel[role="error"] { color: $red; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QDateEdit {
  background: $paper; color: $ink; border: 1px solid $border; border-radius: 5px; padding: 4px 7px;
  selection-background-color: $accent; selection-color: $on_accent; placeholder-text-color: $soft; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
  QDateEdit:focus {
  border: 2px solid $accent; padding: 3px 6px; }
QLineEdit:disabled, QLineEdit[readOnly="true"] { background: $panel; color: $soft;
  border-color: $panel_line; }

QComboBox { background: $paper; color: $ink; border: 1px solid $border; border-radius: 5px;
  placeholder-text-color: $soft;
  padding: 4px 26px 4px 8px; }
QComboBox:focus { border: 2px solid $accent; padding: 3px 25px 3px 7px; }
QComboBox:disabled { color: $soft; background: $panel; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: url($icons/down-$name.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $paper; color: $ink; border: 1px solid $border; padding: 3px;
  selection-background-color: $chosen; selection-color: $ink; }

QPushButton { background: $paper; color: $ink; border: 1px solid $border; border-radius: 5px;
  padding: 5px 14px; min-height: 18px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $chosen; }
QPushButton:focus { border: 2px solid $accent; padding: 4px 13px; }
QPushButton:default { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton:default:hover { background: $accent_hover; }
QPushButton:default:focus { border: 2px solid $ink; padding: 4px 13px; }
QPushButton:disabled { color: $faded; background: $panel; border-color: $panel_line; }
QPushButton:flat { background: transparent; border: 1px solid transparent; color: $ink; padding: 3px 8px; }
QPushButton:flat:hover { background: $hover; }
QPushButton:flat:focus { border: 2px solid $accent; padding: 2px 7px; }
QToolButton { background: transparent; color: $ink; border: 1px solid transparent; border-radius: 5px;
  padding: 3px 6px; }
QToolButton:hover { background: $hover; }
QToolButton:focus { border: 2px solid $accent; padding: 2px 5px; }
QToolButton:checked { background: $chosen; }
QToolButton:disabled { color: $faded; }

QCheckBox, QRadioButton { spacing: 8px; padding: 2px; border: 2px solid transparent; border-radius: 5px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $border;
  background: $paper; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked, QCheckBox::indicator:indeterminate { background: $accent;
  border-color: $accent; }
QCheckBox::indicator:checked { image: url($icons/check-$name.svg); }
QCheckBox::indicator:indeterminate { image: url($icons/dash-$name.svg); }
QRadioButton::indicator:checked { image: url($icons/dot-$name.svg); background: $accent;
  border-color: $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $faded; }

QListView, QTreeView, QTableView { background: $panel; alternate-background-color: $panel; color: $ink;
  border: 0;
  selection-background-color: $chosen; selection-color: $ink; gridline-color: $panel_line; }
QDialog QListView, QDialog QTreeView, QDialog QTableView { background: $paper; border: 1px solid $border;
  border-radius: 5px; padding: 1px; }
QListView:focus, QTreeView:focus, QTableView:focus { border: 2px solid $accent; border-radius: 4px; }
QDialog QListView:focus, QDialog QTreeView:focus, QDialog QTableView:focus { padding: 0; }
QListView::item:hover, QTreeView::item:hover, QTableView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected { background: $chosen;
  color: $ink; }
QHeaderView { background: transparent; }
QHeaderView::section { background: $panel; color: $soft; border: 0; border-bottom: 1px solid $panel_line;
  padding: 4px 8px; font-size: 12px; }

QTabWidget::pane { border: 0; border-top: 1px solid $panel_line; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $soft; padding: 6px 8px 5px; margin: 0;
  border: 1px solid transparent;
  border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: $ink; }
QTabBar::tab:selected { color: $ink; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { border: 1px solid $accent; border-bottom: 2px solid $accent; border-radius: 3px; }

QScrollBar { background: transparent; border: 0; }
QScrollBar:vertical { width: 10px; margin: 0; }
QScrollBar:horizontal { height: 10px; margin: 0; }
QScrollBar::handle { background: $handle; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover { background: $soft; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: transparent; width: 0; height: 0; }
QScrollArea { background: transparent; border: 0; }

QMenuBar { background: $panel; color: $ink; padding: 1px 6px; border-bottom: 1px solid $panel_line; }
QMenuBar::item { padding: 4px 9px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $paper; color: $ink; border: 1px solid $border; padding: 5px; }
QMenu::item { padding: 5px 26px 5px 22px; border-radius: 4px; }
QMenu::item:selected { background: $chosen; color: $ink; }
QMenu::item:disabled { color: $faded; }
QMenu::separator { height: 1px; background: $panel_line; margin: 5px 6px; }
QMenu::indicator { width: 12px; height: 12px; margin-left: 5px; }
QMenu::indicator:checked { image: url($icons/tick-$name.svg); }

QSplitter::handle { background: $panel_line; }
QSplitter::handle:hover { background: $accent; }
QProgressBar { background: $wash; border: 0; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QGroupBox { border: 1px solid $panel_line; border-radius: 6px; margin-top: 9px; padding: 10px; }
QGroupBox::title { subcontrol-origin: margin; left: 10px; padding: 0 4px; color: $soft; }
""")


def stylesheet(theme: Theme, icons: Path) -> str:
    """The sheet for one theme; `icons` is the folder of the small drawings it refers to."""
    light = theme.name == "light"
    return _SHEET.substitute(
        {field: getattr(theme, field) for field in theme.__struct_fields__},
        icons=icons.as_posix(),
        handle="#cdcecb" if light else "#3d424a",
        faded="#9a9da1" if light else "#686d75",
        accent_hover="#174f96" if light else "#93bff1",
    )
