using Workbench.Scripting.Scripts;

namespace Workbench.Scripting.Tests;

/// <summary>Scripts run, and their errors are reported for their author.</summary>
public sealed class ScriptHostTests : IDisposable
{
    private readonly ScriptFolder _folder = new();

    [Fact]
    public async Task A_script_returns_the_value_of_its_last_expression()
    {
        _folder.Write("a.csx", "#!/usr/bin/env workbench\nvar total = Numbers.Sum();\nawait Task.Yield();\ntotal + 1");
        (await _folder.Run("a.csx")).ShouldBe(7.0);
    }

    [Fact]
    public async Task A_script_that_ends_in_a_statement_returns_null()
    {
        var desk = new Desk();
        _folder.Write("a.csx", "Say(Numbers.Length);");
        (await _folder.Run("a.csx", desk)).ShouldBeNull();
        desk.Lines.ShouldBe(["3"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("#!/usr/bin/env workbench\n// nothing yet\n")]
    public async Task A_script_without_statements_runs_and_returns_null(string text)
    {
        _folder.Write("a.csx", text);
        (await _folder.Run("a.csx")).ShouldBeNull();
        (await _folder.Run("a.csx")).ShouldBeNull();
    }

    [Fact]
    public async Task A_throwing_lambda_is_named_in_the_message()
    {
        _folder.Write("a.csx", "var zero = 0;\nNumbers.Select(x => 1 / zero).ToList()");
        (await Should.ThrowAsync<ScriptRunException>(() => _folder.Run("a.csx"))).Message.Split(Environment.NewLine)[..2]
            .ShouldBe([
                $"{_folder["a.csx"]}:2: DivideByZeroException: Attempted to divide by zero.",
                $"   at lambda in {_folder["a.csx"]}:2",
            ]);
    }

    [Fact]
    public async Task Loaded_files_are_relative_to_the_containing_file()
    {
        _folder.Write("a.csx", "#load \"lib/one.csx\"\nTwice(One())");
        _folder.Write("lib/one.csx", "#load \"deep/two.csx\"\nint One() => 1;");
        _folder.Write("lib/deep/two.csx", "int Twice(int x) => 2 * x;");
        (await _folder.Run("a.csx")).ShouldBe(2);
    }

    [Fact]
    public async Task A_referenced_assembly_and_its_dependencies_are_found_beside_the_script()
    {
        var inner = _folder.Build("lib/Inner.dll", "public static class Inner { public static int Value => 20; }");
        _folder.Build("lib/Outer.dll", "public static class Outer { public static int Value => Inner.Value + 1; }", inner);
        _folder.Write("a.csx", "#load \"lib/own.csx\"\nOwn()");
        _folder.Write("lib/own.csx", "#r \"Outer.dll\"\nint Own() => Outer.Value * 2;");
        (await _folder.Run("a.csx")).ShouldBe(42);
        (await _folder.Run("a.csx")).ShouldBe(42);
        _folder.Host.Prepare(_folder["a.csx"], CancellationToken.None).FromCache.ShouldBeTrue();
    }

    [Fact]
    public async Task A_copy_of_a_host_assembly_resolves_to_the_hosts_assembly()
    {
        File.Copy(typeof(Desk).Assembly.Location, _folder["Workbench.Scripting.Tests.dll"]);
        _folder.Write("a.csx", "#r \"Workbench.Scripting.Tests.dll\"\nnew Workbench.Scripting.Tests.Desk()");
        (await _folder.Run("a.csx")).ShouldBeOfType<Desk>();
    }

    [Fact]
    public async Task All_errors_are_listed_with_place_and_the_users_name_of_the_file()
    {
        _folder.Write("a.csx", "int x = Nmbers.Length;\nSay(x);\n  Sey(2);\n");
        var file = _folder.Relative("a.csx");
        var error = await Should.ThrowAsync<ScriptCompileException>(() => _folder.Host.RunAsync(file, new Desk(), CancellationToken.None));
        error.Diagnostics.ShouldBe(
        [
            $"{file}:1:9: error CS0103: The name 'Nmbers' does not exist in the current context",
            $"{file}:3:3: error CS0103: The name 'Sey' does not exist in the current context",
        ]);
        error.Message.ShouldBe(string.Join(Environment.NewLine, error.Diagnostics));
    }

    [Fact]
    public async Task An_error_in_a_loaded_file_names_that_file()
    {
        _folder.Write("a.csx", "#load \"lib/b.csx\"\n");
        _folder.Write("lib/b.csx", "\nint y = \"text\";");
        var error = await Should.ThrowAsync<ScriptCompileException>(() =>
            _folder.Host.RunAsync(_folder.Relative("a.csx"), new Desk(), CancellationToken.None));
        error.Message.ShouldBe($"{_folder.Relative("lib/b.csx")}:2:9: error CS0029: Cannot implicitly convert type 'string' to 'int'");
    }

    [Theory]
    [InlineData("#load \"none.csx\"", ":1:7: error CS1504: Source file 'none.csx' could not be opened")]
    [InlineData("#r \"none.dll\"", ":1:1: error CS0006: Metadata file 'none.dll' could not be found")]
    [InlineData(
        "#r \"nuget: Some.Package, 1.0\"",
        ":1:1: error CS0006: Metadata file 'nuget: Some.Package, 1.0' could not be found; "
            + "NuGet packages are not supported: reference a built assembly by its path")]
    public async Task A_missing_file_is_reported_where_it_is_referenced(string text, string told)
    {
        _folder.Write("a.csx", text + "\n");
        var error = await Should.ThrowAsync<ScriptCompileException>(() => _folder.Run("a.csx"));
        error.Diagnostics.ShouldHaveSingleItem().ShouldStartWith(_folder["a.csx"] + told);
    }

    [Fact]
    public async Task An_exception_lists_only_lines_of_the_script()
    {
        _folder.Write("a.csx", "#load \"b.csx\"\n\nasync Task Outer()\n{\n    await Task.Yield();\n    Inner(0);\n}\n\nawait Outer();\n");
        _folder.Write("b.csx", "void Inner(int x)\n{\n    int F(int y) => 1 / y;\n    Say(F(x));\n}");
        var (a, b) = (_folder.Relative("a.csx"), _folder.Relative("b.csx"));
        foreach (var run in Enumerable.Range(0, 2))
        {
            var error = await Should.ThrowAsync<ScriptRunException>(() => _folder.Host.RunAsync(a, new Desk(), CancellationToken.None));
            error.Message.Split(Environment.NewLine).ShouldBe(
            [
                $"{b}:3: DivideByZeroException: Attempted to divide by zero.",
                $"   at F in {b}:3",
                $"   at Inner in {b}:4",
                $"   at Outer in {a}:6",
                $"   at top level in {a}:9",
            ], $"run {run}");
            error.InnerException.ShouldBeOfType<DivideByZeroException>();
        }
    }

    [Fact]
    public async Task An_exception_lists_only_the_host_method_that_the_script_called()
    {
        _folder.Write("a.csx", "\nawait Fail(3);");
        var error = await Should.ThrowAsync<ScriptRunException>(() => _folder.Run("a.csx"));
        error
            .Message.Split(Environment.NewLine)
            .ShouldBe([
                $"{_folder["a.csx"]}:2: InvalidOperationException: 3 is wrong",
                "   at Desk.Fail",
                $"   at top level in {_folder["a.csx"]}:2",
            ]);
    }

    [Fact]
    public async Task Inner_exceptions_are_included()
    {
        _folder.Write(
            "a.csx",
            "try { int.Parse(\"x\"); }\ncatch (FormatException e) { throw new InvalidOperationException(\"no number\", e); }");
        var error = await Should.ThrowAsync<ScriptRunException>(() => _folder.Run("a.csx"));
        error.Message.ShouldStartWith($"{_folder["a.csx"]}:2: InvalidOperationException: no number{Environment.NewLine}");
        error.Message.ShouldContain($"caused by {_folder["a.csx"]}:1: FormatException: The input string 'x' was not in a correct format.");
    }

    [Fact]
    public async Task A_cancelled_script_is_not_a_failure()
    {
        using var source = new CancellationTokenSource();
        var desk = new Desk { Cancel = source.Token };
        _folder.Write("a.csx", "Say(\"begun\");\nawait Task.Delay(Timeout.Infinite, Cancel);");
        _folder.Write("a.csx", "using System.Threading;\n" + File.ReadAllText(_folder["a.csx"]));
        var run = _folder.Host.RunAsync(_folder["a.csx"], desk, source.Token);
        desk.Lines.ShouldBe(["begun"]);
        run.IsCompleted.ShouldBeFalse();
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task A_cancellation_without_a_request_is_a_failure()
    {
        _folder.Write("a.csx", "throw new OperationCanceledException(\"mine\");");
        (await Should.ThrowAsync<ScriptRunException>(() => _folder.Run("a.csx"))).Message.ShouldStartWith(
            $"{_folder["a.csx"]}:1: OperationCanceledException: mine");
    }

    [Fact]
    public void Warnings_are_available_for_new_and_cached_scripts()
    {
        _folder.Write("a.csx", "\n#warning careful\n1");
        foreach (var cached in new[] { false, true })
        {
            var script = _folder.Host.Prepare(_folder.Relative("a.csx"), CancellationToken.None);
            script.FromCache.ShouldBe(cached);
            script.Warnings.ShouldBe([$"{_folder.Relative("a.csx")}:2:10: warning CS1030: #warning: 'careful'"]);
        }
    }

    [Fact]
    public async Task A_missing_script_and_wrong_globals_throw()
    {
        (await Should.ThrowAsync<ScriptFileException>(() => _folder.Run("none.csx"))).Message.ShouldBe(
            $"Script '{_folder["none.csx"]}' does not exist.");
        _folder.Write("a.csx", "1");
        (await Should.ThrowAsync<ArgumentException>(() => _folder.Host.RunAsync(_folder["a.csx"], "text", CancellationToken.None))).Message
            .ShouldStartWith("The globals are a System.String; the script was compiled for Workbench.Scripting.Tests.Desk.");
    }

    public void Dispose() => _folder.Dispose();
}
