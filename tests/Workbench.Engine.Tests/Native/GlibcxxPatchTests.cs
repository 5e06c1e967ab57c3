using Workbench.Engine.Native;

namespace Workbench.Engine.Tests.Native;

/// <summary>The patch of TorchSharp's native library for older systems, on the library as shipped.</summary>
public sealed class GlibcxxPatchTests
{
    private const string Version = "GLIBCXX_3.4.32";

    [Fact]
    public void The_missing_symbol_is_replaced_by_a_harmless_one_of_any_version()
    {
        var (before, after) = (Shipped(), Shipped());
        GlibcxxPatch.Patch(after).ShouldBeTrue();
        var (old, patched) = (new ElfView(before), new ElfView(after));
        old.Undefined.ShouldContain(symbol => symbol.Name == GlibcxxPatch.Symbol);
        var index = old.Undefined.FindIndex(symbol => symbol.Name == GlibcxxPatch.Symbol);
        patched.Undefined[index].ShouldBe(("getpid", (ushort)1));
        old.Undefined.Where((_, i) => i != index).ShouldBe(patched.Undefined.Where((_, i) => i != index));
    }

    [Fact]
    public void Only_the_missing_version_becomes_weak()
    {
        var (before, after) = (Shipped(), Shipped());
        GlibcxxPatch.Patch(after);
        var (old, patched) = (new ElfView(before).Versions, new ElfView(after).Versions);
        (old[Version] & 2, patched[Version] & 2).ShouldBe((0, 2));
        foreach (var (name, flags) in old.Where(version => version.Key != Version)) patched[name].ShouldBe(flags);
    }

    [Fact]
    public void Few_bytes_change()
    {
        var (before, after) = (Shipped(), Shipped());
        GlibcxxPatch.Patch(after);
        after.Length.ShouldBe(before.Length);
        before.Zip(after).Count(pair => pair.First != pair.Second).ShouldBeLessThanOrEqualTo("getpid".Length + 1 + 2 + 2);
    }

    [Fact]
    public void A_patched_library_is_not_patched_again()
    {
        var bytes = Shipped();
        GlibcxxPatch.Patch(bytes);
        var once = bytes.ToArray();
        GlibcxxPatch.Patch(bytes).ShouldBeFalse();
        bytes.ShouldBe(once);
    }

    [Theory, InlineData(""), InlineData("MZ not an ELF file"), InlineData("\u007fELF")]
    public void A_file_that_is_not_elf_is_rejected(string start)
    {
        var bytes = System.Text.Encoding.Latin1.GetBytes(start.PadRight(start.Length < 5 ? start.Length : 100, '\u0001'));
        Should.Throw<TorchRuntimeException>(() => GlibcxxPatch.Patch(bytes)).Message.ShouldContain("not a 64-bit ELF file");
    }

    [Fact]
    public void The_loaded_library_is_the_one_found()
    {
        TorchRuntime.Load().ShouldBe(TorchRuntime.Find());
        TorchRuntime.LoadedLocation.ShouldBe(TorchRuntime.Find());
        TorchLocation.TorchSharpVersion.ShouldStartWith("0.107.0");
        File.Exists(GlibcxxPatch.Apply(TorchRuntime.Find().Bindings)).ShouldBeTrue();
    }

    private static byte[] Shipped()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only the Linux library needs the patch.");
        return File.ReadAllBytes(TorchRuntime.Find().Bindings);
    }
}
