"""Help and errors of the call in the reader's language: groups and commands that print themselves."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from typing import Any

import typer
from rich.cells import cell_len
from typer.core import TyperCommand, TyperGroup

from nadhir.cli.layout import Piece, isolated, ltr, plain, row, start_of_line
from nadhir.cli.texts import Texts
from nadhir.errors import UsageError

_WIDEST = 110
_LEFT = 28  # cells of the column of names


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns - 1, _WIDEST)


class _Speaking:
    """What groups and commands share: the texts, and help made of them."""

    texts: Texts
    more: str = ""

    def help_of(self, command: Any, ctx: Any, commands: list[tuple[str, str]]) -> str:
        """The whole help of a command."""
        texts, width = self.texts, _width()
        usage = [ctx.command_path, texts("help.slot.options")]
        usage += [texts("help.slot.command")] if commands else [_slot(p) for p in _params(command, "argument")]
        mark = start_of_line(texts.rtl)
        usage_line = ltr(" ".join(isolated(u) for u in usage if u)) if texts.rtl else " ".join(usage)
        out = [f"{mark}{texts('help.heading', title=texts('help.usage'))} {usage_line}", ""]
        for text in filter(None, (command.help, texts.either(self.more, ""))):
            out += [*(plain(line) for line in row([[Piece(text)]], [width - 2], rtl=texts.rtl, indent=2)), ""]
        arguments = [(_slot(p), _said(p, texts)) for p in _params(command, "argument")]
        options = [(_names(p), _said(p, texts)) for p in _params(command, "option")]
        options.append(("--help", texts("help.help")))
        for title, rows in (("arguments", arguments), ("options", options), ("commands", commands)):
            if rows:
                out += [mark + texts("help.heading", title=texts(f"help.{title}")), *self._rows(rows, width), ""]
        return "\n".join(out).rstrip("\n")

    def _rows(self, rows: list[tuple[str, str]], width: int) -> list[str]:
        left = min(_LEFT, max(cell_len(name) for name, _ in rows))
        out: list[str] = []
        for name, text in rows:
            if cell_len(name) > left:  # the name has a line to itself
                out += [plain(line) for line in row([[Piece(name)]], [width - 2], rtl=self.texts.rtl, indent=2)]
                name = ""
            cells = [[Piece(name)], [Piece(text)]]
            out += [plain(line) for line in row(cells, [left, width - left - 4], rtl=self.texts.rtl, indent=2)]
        return out


def _params(command: Any, kind: str) -> list[Any]:
    return [
        p for p in command.params if p.param_type_name == kind and not getattr(p, "hidden", False) and p.name != "help"
    ]


def _slot(param: Any) -> str:
    return str(param.metavar or param.name.upper())


def _names(option: Any) -> str:
    names = ", ".join(sorted(option.opts, key=len))
    return names if option.is_flag else f"{names} {_slot(option)}"


def _said(param: Any, texts: Texts) -> str:
    """A parameter's help, with its default where it says something."""
    extra = []
    if param.required and param.param_type_name == "option":
        extra.append(texts("help.required"))
    if isinstance(param.default, int) and not isinstance(param.default, bool):
        extra.append(texts("help.default", value=param.default))
    return " ".join(filter(None, (param.help, f"[{', '.join(extra)}]" if extra else "")))


def classes(texts: Texts, more: str = "") -> tuple[type[TyperGroup], type[TyperCommand]]:
    """A group and a command class that speak with these texts; `more` is the key of a further paragraph of help."""

    class Group(_Speaking, TyperGroup):
        """A group of commands."""

        def get_help(self, ctx: Any) -> str:
            commands = [(name, self.commands[name].help or "") for name in self.list_commands(ctx)]
            return self.help_of(self, ctx, commands)

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            if args and args[0] not in self.commands and not args[0].startswith("-"):
                raise UsageError("command_unknown", name=args[0], help=f"{ctx.command_path} --help")
            return super().resolve_command(ctx, args)

        def invoke(self, ctx: Any) -> Any:
            try:
                found = super().invoke(ctx)
                sys.stdout.flush()
                return found
            except BrokenPipeError:  # the reader of our output went away ("| head"): there is nothing more to say
                with suppress(OSError, ValueError):
                    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                raise typer.Exit from None

    class Command(_Speaking, TyperCommand):
        """One command."""

        def get_help(self, ctx: Any) -> str:
            return self.help_of(self, ctx, [])

    Group.texts = Command.texts = texts
    Group.more = Command.more = more
    return Group, Command


def usage_error(error: Any) -> UsageError:
    """A parser's complaint, which is English, as an error of ours."""
    ctx, kind = getattr(error, "ctx", None), type(error).__name__
    help_ = f"{ctx.command_path} --help" if ctx is not None else "nadhir --help"
    param = getattr(error, "param", None)
    option = getattr(error, "option_name", "") or (max(param.opts, key=len) if param is not None else "")
    if kind == "NoSuchOption":
        return UsageError("option_unknown", name=option, help=help_)
    if kind == "BadOptionUsage":
        return UsageError("option_empty", name=option, help=help_)
    if kind == "MissingParameter":
        return UsageError("argument_missing", name=_slot(param) if param is not None else "", help=help_)
    if "unexpected extra argument" in error.message:
        return UsageError("argument_extra", name=error.message.rpartition("(")[2].rstrip(")"))
    if param is not None:
        return UsageError("option_wrong", name=option, value=_given(option), known=_known(param))
    return UsageError("call_wrong", why=error.format_message())


def _given(option: str) -> str:
    """What was written behind an option: the parser's complaint does not say it."""
    for at, word in enumerate(sys.argv):
        if word == option:
            return next(iter(sys.argv[at + 1 :]), "")
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return ""


def _known(param: Any) -> str:
    low, high = getattr(param, "min", None), getattr(param, "max", None)
    return f"{0 if low is None else low} – {'…' if high is None else high}"


def show_help(ctx: typer.Context) -> None:
    """Callback of a group: help where no command is given."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
        raise typer.Exit
