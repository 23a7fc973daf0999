using static Bifrost.Gateway.Providers.ProviderOperations;

namespace Bifrost.Gateway.Providers.OpenAiCompatible;

/// <summary>Servers that one runs oneself, by kind. Their addresses are examples with the port that each takes unless told otherwise.</summary>
internal static partial class Vendors
{
    private static IEnumerable<ProviderDescriptor> SelfHosted =>
    [
        Server("docker-model-runner", "Docker Model Runner", "http://localhost:12434/engines/v1", Chat | Completions | Embeddings | Models, "https://docs.docker.com/ai/model-runner/api-reference/") with
        {
            Key = KeyPresentation.None,
        },
        Server("jan", "Jan", "http://localhost:1337/v1", ChatOnly, "https://www.jan.ai/docs/desktop/api-server"),
        Server("koboldcpp", "KoboldCpp", "http://localhost:5001/v1", Chat | Completions | Embeddings | Models, "https://github.com/LostRuins/koboldcpp/wiki"),
        Server("litellm", "LiteLLM proxy", "http://localhost:4000/v1", ProviderOperations.All, "https://docs.litellm.ai/docs/proxy/user_keys"),
        Server("llama-cpp", "llama.cpp", "http://localhost:8080/v1", Chat | Completions | Embeddings | Rerank | Models, "https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md"),
        Server("llamafile", "llamafile", "http://localhost:8080/v1", Chat | Completions | Embeddings | Models, "https://github.com/mozilla-ai/llamafile"),
        Server("lm-studio", "LM Studio", "http://localhost:1234/v1", Chat | Completions | Embeddings | Responses | Models, "https://lmstudio.ai/docs/developer/openai-compat"),
        Server("localai", "LocalAI", "http://localhost:8080/v1", Chat | Completions | Embeddings | Images | Speech | Transcriptions | Rerank | Models, "https://localai.io/features/"),
        Server("sglang", "SGLang", "http://localhost:30000/v1", Chat | Completions | Embeddings | Rerank | Models, "https://docs.sglang.io/docs/basic_usage/openai_api_completions"),
        Server("tensorrt-llm", "TensorRT-LLM", "http://localhost:8000/v1", Chat | Completions | Models, "https://nvidia.github.io/TensorRT-LLM/commands/trtllm-serve/trtllm-serve.html"),
        Server("text-generation-webui", "Text Generation WebUI", "http://localhost:5000/v1", Chat | Completions | Embeddings | Models, "https://github.com/oobabooga/text-generation-webui/wiki/12-%E2%80%90-OpenAI-API"),
        Server("tgi", "Text Generation Inference", "http://localhost:8080/v1", Chat | Completions | Models, "https://huggingface.co/docs/text-generation-inference/messages_api"),
        Server("vllm", "vLLM", "http://localhost:8000/v1", Chat | Completions | Embeddings | Responses | Transcriptions | Translations | Rerank | Models, "https://docs.vllm.ai/en/latest/serving/openai_compatible_server/"),
        Server("xinference", "Xinference", "http://localhost:9997/v1", Chat | Completions | Embeddings | Images | Speech | Transcriptions | Rerank | Models, "https://inference.readthedocs.io/en/latest/"),
    ];

    private static ProviderDescriptor Server(string kind, string name, string example, ProviderOperations operations, string documentation) =>
        new(kind, name, null, [], KeyRequired: false) { ExampleBaseUrl = example, Operations = operations, Documentation = documentation };
}
