using Workbench.Data;
using Workbench.Engine.Model.Files;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Files;

/// <summary>An independent reader reads the written arrays; the error for an unusable array names the file.</summary>
public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ScalarType.Float32, "f4")]
    [InlineData(ScalarType.Float64, "f8")]
    public void Written_arrays_are_read_back_by_two_readers(ScalarType dtype, string type)
    {
        foreach (long[] shape in new long[][] { [1, 1, 2, 3], [5], [] })
        {
            using var array = randn(shape, dtype);
            NpyFile.Write(_folder["new", "a.npy"], array);
            var file = File.ReadAllBytes(_folder["new", "a.npy"]);
            ((10 + BitConverter.ToUInt16(file, 8)) % 64).ShouldBe(0);
            var other = Npy.Read(_folder["new", "a.npy"]);
            other.Type.ShouldBe(type);
            other.Shape.Select(size => (long)size).ShouldBe(shape);
            using var read = NpyFile.Read(_folder["new", "a.npy"]);
            read.dtype.ShouldBe(dtype);
            read.shape.ShouldBe(shape);
            using var equal = read.eq(array).all();
            equal.item<bool>().ShouldBeTrue();
            other.Doubles()[0].ShouldBe(read.flatten()[0].to(ScalarType.Float64).item<double>());
        }
        Directory.GetFiles(_folder["new"]).ShouldHaveSingleItem();
    }

    [Fact]
    public void Rows_of_a_transposed_view_are_written_in_C_order()
    {
        using var array = arange(6, ScalarType.Float32).reshape(2, 3).t();
        NpyFile.Write(_folder["t.npy"], array);
        Npy.Read(_folder["t.npy"]).Floats().ShouldBe([0, 3, 1, 4, 2, 5]);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (2,), }", 8, "Fortran order")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }", 8, "its elements are '>f4'")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", 8, "its elements are '|O'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 7, "its 7 bytes do not fill the shape (2)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }", 8, "do not fill the shape")]
    [InlineData("nonsense", 8, "its header cannot be read")]
    public void An_unusable_array_is_rejected_with_the_fault(string header, int bytes, string message)
    {
        File.WriteAllBytes(
            _folder["bad.npy"],
            [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header), .. new byte[bytes]]);
        var error = Should.Throw<DataException>(() => NpyFile.Read(_folder["bad.npy"]));
        error.Message.ShouldContain(message);
        error.Message.ShouldContain(_folder["bad.npy"]);
    }

    [Fact]
    public void Another_file_and_a_missing_one_are_rejected()
    {
        File.WriteAllText(_folder["text.npy"], "this is some other kind of file");
        Should.Throw<DataException>(() => NpyFile.Read(_folder["text.npy"])).Message.ShouldContain("it is not a .npy file");
        Should.Throw<DataException>(() => NpyFile.Read(_folder["gone.npy"])).Message.ShouldContain("cannot be read");
    }

    [Fact]
    public void A_device_is_rejected_at_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has this device.");
        File.CreateSymbolicLink(_folder["zero.npy"], "/dev/zero");
        Should.Throw<DataException>(() => NpyFile.Read(_folder["zero.npy"])).Message.ShouldContain("not a regular file");
    }
}
