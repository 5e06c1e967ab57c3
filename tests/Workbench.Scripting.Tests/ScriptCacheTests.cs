using System.Reflection;
using System.Runtime.Loader;
using Workbench.Scripting.Scripts;

namespace Workbench.Scripting.Tests;

/// <summary>A script starts without the compiler if it and its files have not changed since an earlier run.</summary>
public sealed class ScriptCacheTests : IDisposable
{
    private const string Rich =
        """
        record Row(string Name, double Value);
        enum Kind { Small, Large }
        class Box<T> { public T Held; public Box(T held) => Held = held; }
        double Mean(IEnumerable<double> values) => values.Sum() / values.Count();
        async Task<double> Slow(double x) { await Task.Delay(1); return 2 * x; }
        static IEnumerable<int> Count(int n) { for (var i = 0; i < n; i++) yield return i; }
        var rows = new List<Row>();
        foreach (var number in Numbers) rows.Add(new Row($"n{number}", await Slow(number)));
        Func<Row, Kind> kind = row => row.Value > Mean(rows.Select(r => r.Value)) ? Kind.Large : Kind.Small;
        dynamic late = new Box<int>(Count(4).Sum());
        Say(string.Join(' ', rows.Select(row => $"{row.Name}:{kind(row)}")));
        (rows[1] with { Name = "two" }, late.Held, rows is [_, { Value: var middle }, ..] ? middle : 0).ToString()
        """;

    private readonly ScriptFolder _folder = new();

    [Fact]
    public async Task A_cached_script_behaves_like_a_newly_compiled_one()
    {
        _folder.Write("a.csx", Rich);
        foreach (var cached in new[] { false, true })
        {
            var desk = new Desk();
            var script = _folder.Host.Prepare(_folder["a.csx"], CancellationToken.None);
            script.FromCache.ShouldBe(cached);
            (await script.RunAsync(desk, CancellationToken.None)).ShouldBe("(Row { Name = two, Value = 4 }, 6, 4)");
            desk.Lines.ShouldBe(["n1:Small n2:Small n3:Large"]);
        }
    }

    [Fact]
    public async Task A_prepared_script_starts_with_new_state_each_time()
    {
        _folder.Write("a.csx", "int count = 0;\ncount++;\ncount");
        var script = _folder.Host.Prepare(_folder["a.csx"], CancellationToken.None);
        (await script.RunAsync(new Desk(), CancellationToken.None)).ShouldBe(1);
        (await script.RunAsync(new Desk(), CancellationToken.None)).ShouldBe(1);
    }

    [Fact]
    public void The_compiler_is_loaded_for_a_new_script_but_not_for_a_cached_one()
    {
        _folder.Write("a.csx", Rich);
        new CompilerRecordingContext().Run(_folder).ShouldContain("Microsoft.CodeAnalysis.CSharp");
        new CompilerRecordingContext().Run(_folder).ShouldBeEmpty();
    }

    [Fact]
    public void Another_text_path_import_or_globals_type_is_another_script()
    {
        _folder.Write("a.csx", "1");
        _folder.Host.Prepare(_folder["a.csx"], CancellationToken.None);
        FromCache(Desk.Setup, "a.csx").ShouldBeTrue();
        FromCache(Desk.Setup with { Imports = ["System"] }, "a.csx").ShouldBeFalse();
        FromCache(Desk.Setup with { Globals = typeof(object) }, "a.csx").ShouldBeFalse();
        FromCache(Desk.Setup with { References = [] }, "a.csx").ShouldBeFalse();
        _folder.Write("b.csx", "1");
        FromCache(Desk.Setup, "b.csx").ShouldBeFalse();
        _folder.Write("a.csx", "1 ");
        FromCache(Desk.Setup, "a.csx").ShouldBeFalse();

        bool FromCache(ScriptSetup setup, string name) =>
            new ScriptHost(setup, _folder.Cache).Prepare(_folder[name], CancellationToken.None).FromCache;
    }

    [Fact]
    public async Task A_change_in_a_nested_loaded_file_recompiles_the_script()
    {
        _folder.Write("a.csx", "#load \"b.csx\"\nValue()");
        _folder.Write("b.csx", "#load \"c.csx\"");
        _folder.Write("c.csx", "int Value() => 1;");
        (await _folder.Run("a.csx")).ShouldBe(1);
        _folder.Write("c.csx", "int Value() => 2;");
        (await _folder.Run("a.csx")).ShouldBe(2);
        File.Delete(_folder["c.csx"]);
        await Should.ThrowAsync<ScriptCompileException>(() => _folder.Run("a.csx"));
    }

    [Fact]
    public async Task A_rebuilt_assembly_recompiles_the_script()
    {
        _folder.Write("a.csx", "#r \"Lib.dll\"\nLib.Value");
        _folder.Build("Lib.dll", "public static class Lib { public const int Value = 1; }");
        (await _folder.Run("a.csx")).ShouldBe(1);
        _folder.Build("Lib.dll", "public static class Lib { public const int Value = 2; }");
        (await _folder.Run("a.csx")).ShouldBe(2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(2000)]
    public async Task A_damaged_entry_is_compiled_again(int length)
    {
        _folder.Write("a.csx", "Numbers.Sum()");
        await _folder.Run("a.csx");
        var entry = Directory.GetFiles(_folder.Cache).ShouldHaveSingleItem();
        var whole = File.ReadAllBytes(entry);
        File.WriteAllBytes(entry, whole[..length]);
        (await _folder.Run("a.csx")).ShouldBe(6.0);
        _folder.Host.Prepare(_folder["a.csx"], CancellationToken.None).FromCache.ShouldBeTrue();
        whole[^1] ^= 1;
        File.WriteAllBytes(entry, whole);
        _folder.Host.Prepare(_folder["a.csx"], CancellationToken.None).FromCache.ShouldBeFalse();
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_does_not_fail_a_run()
    {
        _folder.Write("a.csx", "1");
        _folder.Write("cache", "a file where the folder should be");
        (await _folder.Run("a.csx")).ShouldBe(1);
        (await _folder.Run("a.csx")).ShouldBe(1);
    }

    [Fact]
    public async Task Entries_unused_for_thirty_days_are_deleted_when_a_script_is_compiled()
    {
        _folder.Write("a.csx", "1");
        _folder.Write("b.csx", "2");
        await _folder.Run("a.csx");
        var a = Directory.GetFiles(_folder.Cache).ShouldHaveSingleItem();
        await _folder.Run("b.csx");
        var b = Directory.GetFiles(_folder.Cache).Except([a]).ShouldHaveSingleItem();
        foreach (var entry in new[] { a, b }) File.SetLastWriteTimeUtc(entry, DateTime.UtcNow.AddDays(-31));
        await _folder.Run("b.csx");   // use resets its age
        _folder.Write("c.csx", "3");
        await _folder.Run("c.csx");
        File.Exists(a).ShouldBeFalse();
        File.Exists(b).ShouldBeTrue();
    }

    [Fact]
    public async Task Concurrent_runs_read_complete_entries()
    {
        _folder.Write("a.csx", "Numbers.Sum()");
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _folder.Run("a.csx"))));
        runs.ShouldAllBe(value => Equals(value, 6.0));
        Directory.GetFiles(_folder.Cache).ShouldHaveSingleItem();
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A second copy of the script host, which records the compiler's assemblies that it loads.</summary>
    private sealed class CompilerRecordingContext() : AssemblyLoadContext("apart")
    {
        private static readonly Assembly[] s_own = [typeof(ScriptHost).Assembly, typeof(Desk).Assembly];
        private readonly List<string> _asked = [];

        public IReadOnlyList<string> Run(ScriptFolder folder)
        {
            var copy = LoadFromAssemblyPath(typeof(Inside).Assembly.Location);
            copy.ShouldNotBe(typeof(Inside).Assembly);
            copy.GetType(typeof(Inside).FullName!)!
                .GetMethod(nameof(Inside.Run))!
                .Invoke(null, [folder["a.csx"], folder.Cache])
                .ShouldBe("(Row { Name = two, Value = 4 }, 6, 4)");
            return _asked;
        }

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (assemblyName.Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)) _asked.Add(assemblyName.Name);
            return s_own.FirstOrDefault(assembly => assembly.GetName().Name == assemblyName.Name) is { } own
                ? LoadFromAssemblyPath(own.Location)
                : null;
        }
    }

    private static class Inside
    {
        public static object? Run(string file, string cache) =>
            new ScriptHost(Desk.Setup, cache).RunAsync(file, new Desk(), CancellationToken.None).GetAwaiter().GetResult();
    }
}
