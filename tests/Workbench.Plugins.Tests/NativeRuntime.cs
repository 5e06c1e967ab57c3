using System.Runtime.CompilerServices;
using Workbench.Engine.Native;

namespace Workbench.Plugins.Tests;

internal static class NativeRuntime
{
    // Tests create tensors before any model is loaded. Without this, TorchSharp would copy libtorch into the output folder.
    [ModuleInitializer]
    internal static void Load()
    {
        TorchRuntime.Load();
        TorchSharp.torch.set_num_threads(1);   // more threads than cores would spin
    }
}
