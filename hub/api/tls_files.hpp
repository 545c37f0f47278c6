#pragma once
#include <filesystem>

namespace mizan::api {

/// The files by which the API's listener speaks TLS, all PEM.
struct TlsFiles {
  std::filesystem::path certificate;  ///< of the hub, and what leads from it to its authority
  std::filesystem::path key;          ///< readable by its owner and group alone
  std::filesystem::path client_ca =
      {};  ///< who vouches for certificates of clients; empty: none are asked for
  std::filesystem::path client_crl = {};  ///< which of them were taken back; empty: nobody says
  bool client_required = false;           ///< who shows none is sent away before anything is read
};

}  // namespace mizan::api
