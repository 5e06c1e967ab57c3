using System.Runtime.CompilerServices;
using Workbench.Engine.Native;

namespace Workbench.Conformance.Tests;

internal static class NativeRuntime
{
    // Tests create tensors before any model is loaded.
    [ModuleInitializer]
    internal static void Load()
    {
        TorchRuntime.Load();
        TorchSharp.torch.set_num_threads(1);
    }
}
