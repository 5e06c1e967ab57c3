using Workbench.Engine.Loading;
using Workbench.Engine.Plugins;
using Workbench.TestPlugins;

namespace Workbench.Loading.Tests;

/// <summary>A plugin whose code hangs or throws while it is loaded or constructed is left out by name, and the others load.</summary>
public sealed class LoadGuardTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1.5);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private const string Hang = "System.Threading.Thread.Sleep(8000)", Throwing = "throw new Bad()", Method = "public sealed class Mine";

    [Theory]
    [InlineData("hangs", "public int A { get; init; } = Slow();", "Mine did not return within 1.5 s while it was loaded.")]
    [InlineData(
        "throws",
        "public int A { get; init; } = Fail();",
        "its code threw Bad: its message threw InvalidOperationException (Mine.cs:9)")]
    [SlowInlineData("getter hangs", "public int A { get => Slow(); init { } }", "Mine did not return within 1.5 s while it was loaded.")]
    [InlineData(
        "getter throws",
        "public int A { get => Fail(); init { } }",
        "its code threw Bad: its message threw InvalidOperationException (Mine.cs:9)")]
    [SlowInlineData(
        "static",
        "static Options() => Slow(); public int A { get; init; }",
        "Mine did not return within 1.5 s while it was loaded.")]
    [InlineData(
        "static throws",
        "static Options() => Fail(); public int A { get; init; }",
        "its code threw Bad: its message threw InvalidOperationException (Mine.cs:9)")]
    [InlineData("no parameterless", "public Options(int a) => A = a; public int A { get; init; }", "")]
    [InlineData("text is null", "public int A { get; init; } = 1; public string? S { get; init; }", "S has no [Option] with its help")]
    public void Options_that_hang_or_throw_leave_their_plugin_out(string _, string members, string reason)
    {
        var attribute = members.Replace("public int A", "[Workbench.Option(\"a\")] public int A", StringComparison.Ordinal);
        Write("Mine", Source(attribute, ""));
        ShouldLeaveOut(reason);
    }

    [Theory]
    [InlineData(Hang, "Mine did not return within 1.5 s while it was loaded.")]
    [InlineData(Throwing, "its code threw Bad: its message threw InvalidOperationException")]
    public void A_module_initialiser_that_hangs_or_throws_leaves_its_plugin_out(string code, string reason)
    {
        Write(
            "Mine",
            Source(
                "",
                "public static class Init "
                + $"{{ [System.Runtime.CompilerServices.ModuleInitializer] public static void Run() {{ {code}; }} }}"));
        ShouldLeaveOut(reason);
    }

    [Theory, InlineData("null!"), InlineData("\"\""), InlineData("\" \"")]
    public void A_class_without_an_id_leaves_its_plugin_out(string id)
    {
        Write("Mine", Source("", "", id));
        ShouldLeaveOut("Mine has no id in its attribute");
    }

    [Theory]
    [InlineData("public int A { get; init { Slow(); } }", "Mine was not constructed within 1.5 s.")]
    [InlineData(
        "public int A { get; init { Fail(); } }",
        "Mine threw while it was constructed: Bad: its message threw InvalidOperationException (Mine.cs:9)")]
    public void A_property_that_cannot_be_set_is_a_fault_of_the_call(string member, string reason) => Briefly(() =>
    {
        Write("Mine", Source($"[Workbench.Option(\"a\")] {member}", ""));
        using var host = PluginHost.Load([PluginFolders.CopyTo(_folder, "Good")]);
        host.Problems.ShouldBeEmpty();
        Should.Throw<PluginCallException>(() => host.CreateMethod(PluginCall.Parse("mine{a=2}"))).Message.ShouldBe(reason);
        host.CreateMethod(PluginCall.Parse("mine")).Name.ShouldBe("mine");
        host.CreateMethod(PluginCall.Parse("good")).Name.ShouldBe("good@b5");
    });

    [Fact]
    public void No_code_of_a_new_version_runs_before_it_was_checked() => Briefly(() =>
    {
        using var host = PluginHost.Load([PluginFolders.CopyTo(_folder, "Good")]);
        var ran = Path.Combine(_folder.Root, "ran");
        Write(
            "Mine",
            Source(
                "",
                "public static class Init { [System.Runtime.CompilerServices.ModuleInitializer] public static void Run() => "
                + $"System.IO.File.WriteAllText(@\"{ran}\", \"\"); }}"));
        string? looked = null;
        var change = host.Refresh(folder =>
        {
            looked = folder;
            File.Exists(ran).ShouldBeFalse();
            File.Exists(Path.Combine(folder, "Mine.dll")).ShouldBeTrue();
            return [$"'{folder}/Mine.dll' is bad."];
        }).ShouldHaveSingleItem();
        change.Kind.ShouldBe(PluginChangeKind.Refused);
        change.Problems.ShouldBe([$"'{_folder["plugins", "Mine"]}/Mine.dll' is bad."]);   // not the copy's path
        looked.ShouldNotBe(_folder["plugins", "Mine"]);
        File.Exists(ran).ShouldBeFalse();
    });

    [Fact]
    public void An_assembly_in_two_folders_is_one_plugin_and_the_second_is_named()
    {
        PluginFolders.CopyTo(_folder, "Good");
        Directory.CreateDirectory(_folder["more", "Good"]);
        foreach (var file in Directory.EnumerateFiles(_folder["plugins", "Good"]))
            File.Copy(file, _folder["more", "Good", Path.GetFileName(file)]);
        using var host = PluginHost.Load([_folder["plugins"], _folder["more"]]);
        host.Plugins.Count.ShouldBe(3);
        host.Problems.Count.ShouldBe(3);
        host.Problems.ShouldAllBe(problem =>
            problem.EndsWith(" of Good.dll is left out: Good.dll already has that id.", StringComparison.Ordinal));
    }

    private void ShouldLeaveOut(string reason) => Briefly(() =>
    {
        using var host = PluginHost.Load([PluginFolders.CopyTo(_folder, "Good")]);
        host.Plugins.Count.ShouldBe(3);
        var problem = host.Problems.ShouldHaveSingleItem();
        problem.ShouldContain(_folder["plugins", "Mine", "Mine.dll"]);
        problem.ShouldContain(reason);
        problem.ShouldNotContain("\n");
    });

    private static string Source(string options, string more, string id = "\"mine\"") => $$"""
        using Workbench;
        public sealed class Bad : System.Exception
        {
            public override string Message => throw new System.InvalidOperationException();
        }
        public sealed record Options
        {
            {{options}}
            private static int Fail() => {{Throwing}};
            private static int Slow() { {{Hang}}; return 1; }
        }
        [Attribution({{id}}, Cite = "Someone")]
        {{Method}}(Options options) : IAttributionMethod
        {
            public PassRequest Plan(IArchitecture model) => new();
            public TorchSharp.torch.Tensor Attribute(IPass pass) => options is null ? null! : pass.Input;
        }
        {{more}}
        """;

    private void Write(string name, string source) => CompiledPlugin.Write(_folder["plugins", name], source);

    private static void Briefly(Action test)
    {
        var limit = PluginClock.BriefLimit;
        try
        {
            PluginClock.BriefLimit = s_limit;
            test();
        }
        finally
        {
            PluginClock.BriefLimit = limit;
        }
    }
}
