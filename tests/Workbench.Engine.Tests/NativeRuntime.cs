using System.Runtime.CompilerServices;
using Workbench.Engine.Native;

namespace Workbench.Engine.Tests;

internal static class NativeRuntime
{
    // Some tests create tensors before any model is loaded.
    [ModuleInitializer]
    internal static void Load()
    {
        TorchRuntime.Load();
        TorchSharp.torch.set_num_threads(1);   // more threads than cores would spin
    }
}
