using System.Globalization;
using Workbench.Engine.Native;

namespace Workbench.Engine.Tests.Native;

public sealed class MemoryLimitTests
{
    [Fact]
    public void The_limit_is_at_most_the_memory_of_the_machine()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has this limit.");
        var total =
            long.Parse(
                File.ReadLines("/proc/meminfo")
                    .First(line => line.StartsWith("MemTotal:", StringComparison.Ordinal))
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
                CultureInfo.InvariantCulture
            ) * 1024;
        MemoryLimit.Memory.ShouldBeInRange(1, total);
        MemoryLimit.Set();
        var soft = File.ReadLines("/proc/self/limits")
            .First(line => line.StartsWith("Max data size", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        long.Parse(soft, CultureInfo.InvariantCulture).ShouldBeLessThanOrEqualTo(MemoryLimit.Memory);
    }
}
