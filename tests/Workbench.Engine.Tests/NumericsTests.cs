using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Tests;

/// <summary>A change of the numerical code does not pass unnoticed.</summary>
public sealed class NumericsTests
{
    private static readonly byte[][] s_assemblies =
    [
        .. NumericsFingerprint.Assemblies.Select(assembly => File.ReadAllBytes(assembly.Location)),
    ];
    private static readonly string s_actual = FingerprintOf(s_assemblies);

    [Fact]
    public void The_numerical_code_is_the_one_recorded_for_its_version() =>
        s_actual.ShouldBe(
            Numerics.RecordedFingerprint,
            $"numbers may have changed: bump Numerics.Version or record the new fingerprint, {s_actual}");

    /// <summary>The backward product of each operator, a step of the sweep, the resampling of images, and a random draw.</summary>
    public static TheoryData<string, string> Arithmetic => [
        .. typeof(Operator)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Operator)) && !type.IsAbstract)
            .Select(type => (type.FullName!, type.IsSubclassOf(typeof(Activation)) ? "Derivative" : nameof(Operator.Vjp))),
        ("Workbench.Engine.Passes.BackwardSweep", "Run"),
        ("Workbench.Engine.Passes.Post.Relu", "Apply"),
        ("Workbench.Data.Resampling", "Antialiased"),
        ("Workbench.Data.Seeds", "Derive"),
    ];

    [Theory, MemberData(nameof(Arithmetic))]
    public void An_edit_of_the_arithmetic_changes_the_identity(string type, string method)
    {
        var edited = Edited(type, method);
        edited.ShouldNotBe(s_actual);
        Numerics.IdentityOf(edited).ShouldBe($"{Numerics.Version}+{edited}");
    }

    [Fact]
    public void An_edit_of_the_contract_changes_the_identity() =>
        Edited("Workbench.LayerRef", "ToString").ShouldNotBe(s_actual);

    [Theory]
    [InlineData("Workbench.Engine.Store.CellStore", "Has")]
    [InlineData("Workbench.Data.NearestName", "Hint")]
    [InlineData("Workbench.Engine.Plugins.MethodInstance", "ToString")]
    public void An_edit_elsewhere_keeps_the_identity(string type, string method) =>
        Edited(type, method).ShouldBe(s_actual);

    [Fact]
    public void The_identity_of_the_recorded_code_is_its_version() =>
        Numerics.IdentityOf(Numerics.RecordedFingerprint).ShouldBe($"{Numerics.Version}");

    [Fact]
    public void A_builds_fingerprint_is_cached_and_a_damaged_cache_is_replaced()
    {
        using var folder = new TemporaryFolder();
        var expected = s_actual;
        NumericsFingerprint.FromRunningProcess(folder.Root).ShouldBe(expected);
        var file = Directory.EnumerateFiles(folder.Root).Single();
        File.WriteAllText(file, "0123456789abcdef");
        NumericsFingerprint.FromRunningProcess(folder.Root).ShouldBe("0123456789abcdef");   // read from the cache
        foreach (var damaged in new[] { "", expected[..5], expected + expected, "no such hash at all"[..16] })
        {
            File.WriteAllText(file, damaged);
            NumericsFingerprint.FromRunningProcess(folder.Root).ShouldBe(expected);
            File.ReadAllText(file).ShouldBe(expected);
        }
        NumericsFingerprint.FromRunningProcess(file).ShouldBe(expected);   // a file in place of the folder: nothing can be cached
    }

    // The fingerprint after an edit of a method in whichever assembly has the type.
    private static string Edited(string type, string method)
    {
        var owner = NumericsFingerprint.Assemblies.Index().Single(assembly => assembly.Item.GetType(type) is not null).Index;
        return FingerprintOf([
            .. s_assemblies
                .Index()
                .Select(bytes => bytes.Index == owner ? EditedAssembly.CreateWithEditedMethod(bytes.Item, type, method) : bytes.Item),
        ]);
    }

    private static string FingerprintOf(byte[][] assemblies) =>
        NumericsFingerprint.FromAssemblies(assemblies[0], assemblies[1], assemblies[2]);
}
