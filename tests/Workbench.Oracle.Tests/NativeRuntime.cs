using System.Runtime.CompilerServices;
using Workbench.Engine.Native;

namespace Workbench.Oracle.Tests;

internal static class NativeRuntime
{
    // Tests create tensors before they load a model.
    [ModuleInitializer]
    internal static void Load()
    {
        TorchRuntime.Load();
        TorchSharp.torch.set_num_threads(1);   // test assemblies may run in parallel
    }
}
