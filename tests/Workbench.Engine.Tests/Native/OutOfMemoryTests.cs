using System.Runtime.InteropServices;
using Workbench.Engine.Native;
using Workbench.Engine.Tests.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Native;

/// <summary>Out-of-memory errors of libtorch are recognised by their texts.</summary>
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
    public void A_libtorch_text_counts_only_in_an_external_exception(string text, bool counts)
    {
        OutOfMemory.Is(new LibtorchException(text)).ShouldBe(counts);
        OutOfMemory.Is(new InvalidOperationException(text)).ShouldBeFalse();
        OutOfMemory.Is(new InvalidOperationException("a plugin's own words", new LibtorchException(text))).ShouldBe(counts);
        OutOfMemory.Is(new AggregateException(new FormatException(), new LibtorchException(text))).ShouldBe(counts);
    }

    [Fact]
    public void An_exception_of_the_runtime_counts() => OutOfMemory.Is(new InsufficientMemoryException()).ShouldBeTrue();

    [Fact]
    public void A_failed_allocation_of_libtorch_counts_and_its_reason_is_one_line()
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
