using System.Runtime.InteropServices;
using Workbench.Engine.Native;
using Workbench.Engine.Tests.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Native;

/// <summary>Want of memory is told from other failures by libtorch's own texts.</summary>
public sealed class OutOfMemoryTests
{
    [Theory]
    [InlineData(
        "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 7.79 GiB of which 18.31 MiB is free.",
        true
    )]
    [InlineData("CUDA error: out of memory\nCUDA kernel errors might be asynchronously reported at some other API call", true)]
    [InlineData("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", true)]
    [InlineData("cuDNN error: CUDNN_STATUS_ALLOC_FAILED", true)]
    [InlineData(
        "[enforce fail at alloc_cpu.cpp:117] data. DefaultCPUAllocator: not enough memory: you tried to allocate 31850496000 bytes.",
        true
    )]
    [InlineData("std::bad_alloc", true)]
    [InlineData("CUDA error: an illegal memory access was encountered", false)]
    [InlineData("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)", false)]
    [InlineData("Storage size calculation overflowed with sizes=[4611686018427387904, 4]", false)]
    public void A_text_of_libtorchs_counts_in_its_own_exception_alone(string text, bool counts)
    {
        OutOfMemory.Is(new LibtorchException(text)).ShouldBe(counts);
        OutOfMemory.Is(new InvalidOperationException(text)).ShouldBeFalse();
        OutOfMemory.Is(new InvalidOperationException("a plugin's own words", new LibtorchException(text))).ShouldBe(counts);
        OutOfMemory.Is(new AggregateException(new FormatException(), new LibtorchException(text))).ShouldBe(counts);
    }

    [Fact]
    public void The_runtimes_own_counts() => OutOfMemory.Is(new InsufficientMemoryException()).ShouldBeTrue();

    [Fact]
    public void What_libtorch_throws_here_counts_and_is_told_in_a_line()
    {
        var error = Should.Throw<ExternalException>(() => empty(1L << 50));
        OutOfMemory.Is(error).ShouldBeTrue();
        OutOfMemory.Reason(error).ShouldStartWith("DefaultCPUAllocator: ");
        OutOfMemory
            .Reason(new AggregateException("several", new InvalidOperationException("outer", error)))
            .ShouldBe(OutOfMemory.Reason(error));
        OutOfMemory.Reason(error).ShouldNotContain('\n');
    }
}
