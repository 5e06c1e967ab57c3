using Workbench.Scripting.Repl;

namespace Workbench.Scripting.Tests;

/// <summary>Transcripts of REPL sessions.</summary>
public sealed class ReplTests
{
    [Fact]
    public async Task An_expression_is_shown_and_a_statement_is_not() =>
        (await Session.RunAndGetOutput("1+1\nvar x = 3;\nx = x + 1;\nx * 2\nSay(\"quiet\")\n")).ShouldBe(["2", "8"]);

    [Fact]
    public async Task A_submission_can_have_several_lines() =>
        (await Session.RunAndGetOutput("int Twice(int n)\n{\n    return 2 * n;\n}\nTwice(\n4)\nawait Task.FromResult(9)")).ShouldBe([
            "8",
            "9",
        ]);

    [Fact]
    public async Task Submissions_see_the_globals_and_what_was_declared_before()
    {
        var session = new Session(
            "record Pair(int A, int B);\nusing System.Text;\nvar p = new Pair(1, 2);\nSay(p.A + Numbers.Length);\n"
            + "new StringBuilder(\"b\").Length");
        (await session.Run()).ShouldBe(0);
        session.Desk.Lines.ShouldBe(["4"]);
        session.Output.ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_compiler_error_is_marked_and_the_session_keeps_its_state()
    {
        var session = new Session("var x = 5;\nx = Nmbers.Length;\nx\n");
        (await session.Run()).ShouldBe(ReplLoop.Failed);
        session.Errors.ShouldBe([
            "x = Nmbers.Length;", "    ^^^^^^", "error CS0103: The name 'Nmbers' does not exist in the current context",
        ]);
        session.Output.ShouldBe(["5"]);
    }

    [Fact]
    public async Task The_marked_line_is_the_one_with_the_error()
    {
        var session = new Session("void F()\n{\n\tint y = \"a\";\n}\n");
        (await session.Run()).ShouldBe(ReplLoop.Failed);
        session.Errors.ShouldBe(["\tint y = \"a\";", "\t        ^^^", "error CS0029: Cannot implicitly convert type 'string' to 'int'"]);
    }

    [Fact]
    public async Task An_unfinished_last_submission_is_an_error()
    {
        var session = new Session("void F()\n{");
        (await session.Run()).ShouldBe(ReplLoop.Failed);
        session.Errors[^1].ShouldBe("error CS1513: } expected");
    }

    [Fact]
    public async Task An_exception_is_printed_without_host_calls_and_keeps_assignments()
    {
        var session = new Session("int F(int x) => 1 / x;\nvar a = 1; a = 2; F(0);\na\n");
        (await session.Run()).ShouldBe(ReplLoop.Failed);
        session.Errors.ShouldBe([
            "submission 1:1: DivideByZeroException: Attempted to divide by zero.", "   at F in submission 1:1",
            "   at top level in submission 2:1",
        ]);
        session.Output.ShouldBe(["2"]);
    }

    [Fact]
    public async Task An_exception_in_the_host_is_printed_with_the_called_method()
    {
        var session = new Session("int.Parse(\"x\")");
        (await session.Run()).ShouldBe(ReplLoop.Failed);
        session.Errors.ShouldBe([
            "submission 1:1: FormatException: The input string 'x' was not in a correct format.", "   at Int32.Parse",
            "   at top level in submission 1:1",
        ]);
    }

    [Fact]
    public async Task An_exception_while_printing_a_value_is_printed()
    {
        var session = new Session("Numbers.Select(x => 1 / (int)(x - 2))\n1\n");
        (await session.Run()).ShouldBe(ReplLoop.Failed);
        session.Errors[0].ShouldBe("submission 1:1: DivideByZeroException: Attempted to divide by zero.");
        session.Output.ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_submission_can_be_cancelled_and_the_session_continues()
    {
        ReplLoop? loop = null;
        Desk? desk = null;
        var session = new Session("var a = 1;\na = 2; Say(0); await Task.Delay(-1, Cancel); a = 3;\na\n")
        {
            Before = cancel =>
            {
                desk!.Cancel = cancel;
                return Task.CompletedTask;
            },
        };
        (desk, loop) = (session.Desk, session.Loop);
        desk.OnSay = () => loop.Interrupt();
        (await session.Run()).ShouldBe(ReplLoop.Failed);
        session.Errors.ShouldBe(["Cancelled."]);
        session.Output.ShouldBe(["2"]);
    }

    [Fact]
    public async Task The_hook_runs_before_each_submission_and_its_failure_is_printed()
    {
        var count = 0;
        var session = new Session("1\n:help\n2\n3\n")
        {
            Before = _ => ++count == 2 ? throw new InvalidOperationException("the plugin does not load") : Task.CompletedTask,
        };
        (await session.Run()).ShouldBe(ReplLoop.Failed);
        count.ShouldBe(3);
        session.Output.Where(line => line.Length == 1).ShouldBe(["1", "3"]);
        session.Errors.ShouldBe(["InvalidOperationException: the plugin does not load"]);
    }

    [Fact]
    public async Task Reset_removes_declarations_and_quit_ends_the_session()
    {
        var session = new Session("var x = 1;\n:reset\nx\n:quit\n7\n");
        (await session.Run()).ShouldBe(ReplLoop.Failed);
        session.Errors[^1].ShouldBe("error CS0103: The name 'x' does not exist in the current context");
        session.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Load_runs_a_file_in_the_session()
    {
        using var folder = new ScriptFolder();
        var file = folder.Write("a.csx", "#!/usr/bin/env workbench\n#load \"b.csx\"\nvar loaded = Two() + 1;\nloaded");
        folder.Write("b.csx", "int Two() => 2;");
        (await Session.RunAndGetOutput($":load {file}\nloaded * Two()\n")).ShouldBe(["3", "6"]);
    }

    [Fact]
    public async Task Errors_in_a_loaded_file_are_printed_with_their_place()
    {
        using var folder = new ScriptFolder();
        var (bad, throws) = (
            folder.Write("bad.csx", "\n  nothing();"),
            folder.Write("throws.csx", "\nthrow new InvalidOperationException(\"no\");"));
        var session = new Session($":load {bad}\n:load {throws}\n:load {folder["none.csx"]}\n:load\n");
        (await session.Run()).ShouldBe(ReplLoop.Failed);
        session.Errors.ShouldBe(
        [
            $"{bad}:2:3: error CS0103: The name 'nothing' does not exist in the current context",
            $"{throws}:2: InvalidOperationException: no", $"   at top level in {throws}:2",
            $"File '{folder["none.csx"]}' does not exist.",
            ":load needs a file.",
        ]);
    }

    [Fact]
    public async Task Commands_are_listed_found_and_given_their_arguments()
    {
        var given = new List<string>();
        ReplCommand save = new("save", "FILE", "saves the last plot", (file, _) =>
        {
            given.Add(file);
            return file.Length > 0 ? Task.FromResult(true) : throw new FormatException("save what?");
        });
        var session = new Session(":save  my plot.png \n:help\n:sav x\n:save\n") { Commands = [save] };
        (await session.Run()).ShouldBe(ReplLoop.Failed);
        given.ShouldBe(["my plot.png", ""]);
        session.Output.Select(line => line.Split(' ')[0]).ShouldBe([":save", ":help", ":history", ":load", ":reset", ":quit"]);
        session.Output[0].ShouldBe(":save FILE          saves the last plot");
        session.Errors.ShouldBe(["Unknown command :sav; did you mean 'save'?", "FormatException: save what?"]);
    }

    [Fact]
    public async Task A_command_can_use_the_last_value()
    {
        Session? session = null;
        var seen = new List<object?>();
        ReplCommand keep = new("keep", "", "", (_, _) =>
        {
            seen.Add(session!.Loop.LastValue);
            return Task.FromResult(true);
        });
        session = new Session(":keep\n41 + 1\nvar x = 0;\n:keep\n") { Commands = [keep] };
        (await session.Run()).ShouldBe(0);
        seen.ShouldBe([null, 42]);
    }

    [Fact]
    public async Task Local_assemblies_are_referenced_by_path()
    {
        using var folder = new ScriptFolder();
        var inner = folder.Build("Inner.dll", "public static class Inner { public static int Value => 20; }");
        var outer = folder.Build("Outer.dll", "public static class Outer { public static int Value => Inner.Value + 1; }", inner);
        (await Session.RunAndGetOutput($"#r \"{outer}\"\nOuter.Value\n")).ShouldBe(["21"]);
    }

    [Fact]
    public async Task A_cancelled_session_ends()
    {
        using var source = new CancellationTokenSource();
        var session = new Session("1\nSay(2);\n3\n");
        session.Desk.OnSay = source.Cancel;
        await Should.ThrowAsync<OperationCanceledException>(() => session.Loop.RunAsync(source.Token));
        session.Output.ShouldBe(["1"]);
    }
}
