using System.Runtime.CompilerServices;
using Workbench.Engine.Native;

namespace Workbench.Plugins.Tests;

internal static class NativeRuntime
{
    // Tests make tensors before any model is loaded; TorchSharp on its own would copy libtorch into the output folder.
    [ModuleInitializer]
    internal static void Load()
    {
        TorchRuntime.Load();
        TorchSharp.torch.set_num_threads(1);   // test classes run side by side: more threads than cores would spin
    }
}
