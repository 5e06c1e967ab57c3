using System.Globalization;
using Workbench.Engine.Native;

namespace Workbench.Engine.Tests.Native;

/// <summary>What a process may take.</summary>
public sealed class MemoryLimitTests
{
    [Fact]
    public void A_process_gets_no_more_data_than_the_machine_has()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit is Linux's");
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
