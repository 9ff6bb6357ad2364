// Made by scripts/generate-schema.mjs from schema/.
import type { Shape } from './shape.ts';

export const configShape: Shape = {
 "properties": {
  "ociVersion": "string",
  "root": {
   "properties": {
    "path": "string",
    "readonly": "boolean"
   }
  },
  "mounts": {
   "items": {
    "properties": {
     "destination": "string",
     "type": "string",
     "source": "string",
     "options": {
      "items": "string"
     },
     "uidMappings": {
      "items": {
       "properties": {
        "containerID": "integer",
        "hostID": "integer",
        "size": "integer"
       }
      }
     },
     "gidMappings": {
      "items": {
       "properties": {
        "containerID": "integer",
        "hostID": "integer",
        "size": "integer"
       }
      }
     }
    }
   }
  },
  "process": {
   "properties": {
    "terminal": "boolean",
    "consoleSize": {
     "properties": {
      "height": "uint64",
      "width": "uint64"
     }
    },
    "user": {
     "properties": {
      "uid": "integer",
      "gid": "integer",
      "umask": "integer",
      "additionalGids": {
       "items": "integer"
      },
      "username": "string"
     }
    },
    "args": {
     "items": "string"
    },
    "commandLine": "string",
    "env": {
     "items": "string"
    },
    "cwd": "string",
    "capabilities": {
     "properties": {
      "bounding": {
       "items": "string"
      },
      "effective": {
       "items": "string"
      },
      "inheritable": {
       "items": "string"
      },
      "permitted": {
       "items": "string"
      },
      "ambient": {
       "items": "string"
      }
     }
    },
    "rlimits": {
     "items": {
      "properties": {
       "type": "string",
       "soft": "uint64",
       "hard": "uint64"
      }
     }
    },
    "noNewPrivileges": "boolean",
    "apparmorProfile": "string",
    "selinuxLabel": "string",
    "oomScoreAdj": "integer",
    "scheduler": {
     "properties": {
      "policy": "string",
      "nice": "integer",
      "priority": "integer",
      "flags": {
       "items": "string"
      },
      "runtime": "uint64",
      "deadline": "uint64",
      "period": "uint64"
     }
    },
    "ioPriority": {
     "properties": {
      "class": "string",
      "priority": "integer"
     }
    },
    "execCPUAffinity": {
     "properties": {
      "initial": "string",
      "final": "string"
     }
    }
   }
  },
  "hostname": "string",
  "domainname": "string",
  "hooks": {
   "properties": {
    "prestart": {
     "items": {
      "properties": {
       "path": "string",
       "args": {
        "items": "string"
       },
       "env": {
        "items": "string"
       },
       "timeout": "integer"
      }
     }
    },
    "createRuntime": {
     "items": {
      "properties": {
       "path": "string",
       "args": {
        "items": "string"
       },
       "env": {
        "items": "string"
       },
       "timeout": "integer"
      }
     }
    },
    "createContainer": {
     "items": {
      "properties": {
       "path": "string",
       "args": {
        "items": "string"
       },
       "env": {
        "items": "string"
       },
       "timeout": "integer"
      }
     }
    },
    "startContainer": {
     "items": {
      "properties": {
       "path": "string",
       "args": {
        "items": "string"
       },
       "env": {
        "items": "string"
       },
       "timeout": "integer"
      }
     }
    },
    "poststart": {
     "items": {
      "properties": {
       "path": "string",
       "args": {
        "items": "string"
       },
       "env": {
        "items": "string"
       },
       "timeout": "integer"
      }
     }
    },
    "poststop": {
     "items": {
      "properties": {
       "path": "string",
       "args": {
        "items": "string"
       },
       "env": {
        "items": "string"
       },
       "timeout": "integer"
      }
     }
    }
   }
  },
  "annotations": {
   "values": "string"
  },
  "linux": {
   "properties": {
    "namespaces": {
     "items": {
      "properties": {
       "type": "string",
       "path": "string"
      }
     }
    },
    "uidMappings": {
     "items": {
      "properties": {
       "containerID": "integer",
       "hostID": "integer",
       "size": "integer"
      }
     }
    },
    "gidMappings": {
     "items": {
      "properties": {
       "containerID": "integer",
       "hostID": "integer",
       "size": "integer"
      }
     }
    },
    "timeOffsets": {
     "properties": {
      "boottime": {
       "properties": {
        "secs": "int64",
        "nanosecs": "integer"
       }
      },
      "monotonic": {
       "properties": {
        "secs": "int64",
        "nanosecs": "integer"
       }
      }
     }
    },
    "devices": {
     "items": {
      "properties": {
       "path": "string",
       "type": "string",
       "major": "int64",
       "minor": "int64",
       "fileMode": "integer",
       "uid": "integer",
       "gid": "integer"
      }
     }
    },
    "netDevices": {
     "values": {
      "properties": {
       "name": "string"
      }
     }
    },
    "cgroupsPath": "string",
    "resources": {
     "properties": {
      "unified": {
       "values": "string"
      },
      "devices": {
       "items": {
        "properties": {
         "allow": "boolean",
         "type": "string",
         "major": "int64",
         "minor": "int64",
         "access": "string"
        }
       }
      },
      "pids": {
       "properties": {
        "limit": "int64"
       }
      },
      "memory": {
       "properties": {
        "limit": "int64",
        "reservation": "int64",
        "swap": "int64",
        "kernel": "int64",
        "kernelTCP": "int64",
        "swappiness": "uint64",
        "disableOOMKiller": "boolean",
        "useHierarchy": "boolean",
        "checkBeforeUpdate": "boolean"
       }
      },
      "cpu": {
       "properties": {
        "shares": "uint64",
        "quota": "int64",
        "burst": "uint64",
        "period": "uint64",
        "realtimeRuntime": "int64",
        "realtimePeriod": "uint64",
        "cpus": "string",
        "mems": "string",
        "idle": "int64"
       }
      },
      "blockIO": {
       "properties": {
        "weight": "integer",
        "leafWeight": "integer",
        "weightDevice": {
         "items": {
          "properties": {
           "major": "int64",
           "minor": "int64",
           "weight": "integer",
           "leafWeight": "integer"
          }
         }
        },
        "throttleReadBpsDevice": {
         "items": {
          "properties": {
           "major": "int64",
           "minor": "int64",
           "rate": "uint64"
          }
         }
        },
        "throttleWriteBpsDevice": {
         "items": {
          "properties": {
           "major": "int64",
           "minor": "int64",
           "rate": "uint64"
          }
         }
        },
        "throttleReadIOPSDevice": {
         "items": {
          "properties": {
           "major": "int64",
           "minor": "int64",
           "rate": "uint64"
          }
         }
        },
        "throttleWriteIOPSDevice": {
         "items": {
          "properties": {
           "major": "int64",
           "minor": "int64",
           "rate": "uint64"
          }
         }
        }
       }
      },
      "hugepageLimits": {
       "items": {
        "properties": {
         "pageSize": "string",
         "limit": "uint64"
        }
       }
      },
      "network": {
       "properties": {
        "classID": "integer",
        "priorities": {
         "items": {
          "properties": {
           "name": "string",
           "priority": "integer"
          }
         }
        }
       }
      },
      "rdma": {
       "values": {
        "properties": {
         "hcaHandles": "integer",
         "hcaObjects": "integer"
        }
       }
      }
     }
    },
    "rootfsPropagation": "string",
    "seccomp": {
     "properties": {
      "defaultAction": "string",
      "defaultErrnoRet": "integer",
      "architectures": {
       "items": "string"
      },
      "flags": {
       "items": "string"
      },
      "listenerPath": "string",
      "listenerMetadata": "string",
      "syscalls": {
       "items": {
        "properties": {
         "names": {
          "items": "string"
         },
         "action": "string",
         "errnoRet": "integer",
         "args": {
          "items": {
           "properties": {
            "index": "integer",
            "value": "uint64",
            "valueTwo": "uint64",
            "op": "string"
           }
          }
         }
        }
       }
      }
     }
    },
    "sysctl": {
     "values": "string"
    },
    "maskedPaths": {
     "items": "string"
    },
    "readonlyPaths": {
     "items": "string"
    },
    "mountLabel": "string",
    "intelRdt": {
     "properties": {
      "closID": "string",
      "schemata": {
       "items": "string"
      },
      "l3CacheSchema": "string",
      "memBwSchema": "string",
      "enableMonitoring": "boolean"
     }
    },
    "memoryPolicy": {
     "properties": {
      "mode": "string",
      "nodes": "string",
      "flags": {
       "items": "string"
      }
     }
    },
    "personality": {
     "properties": {
      "domain": "string",
      "flags": {
       "items": "string"
      }
     }
    }
   }
  },
  "solaris": {
   "properties": {
    "milestone": "string",
    "limitpriv": "string",
    "maxShmMemory": "string",
    "cappedCPU": {
     "properties": {
      "ncpus": "string"
     }
    },
    "cappedMemory": {
     "properties": {
      "physical": "string",
      "swap": "string"
     }
    },
    "anet": {
     "items": {
      "properties": {
       "linkname": "string",
       "lowerLink": "string",
       "allowedAddress": "string",
       "configureAllowedAddress": "string",
       "defrouter": "string",
       "macAddress": "string",
       "linkProtection": "string"
      }
     }
    }
   }
  },
  "windows": {
   "properties": {
    "layerFolders": {
     "items": "string"
    },
    "devices": {
     "items": {
      "properties": {
       "id": "string",
       "idType": "string"
      }
     }
    },
    "resources": {
     "properties": {
      "memory": {
       "properties": {
        "limit": "uint64"
       }
      },
      "cpu": {
       "properties": {
        "count": "uint64",
        "shares": "integer",
        "maximum": "integer",
        "affinity": {
         "properties": {
          "mask": "uint64",
          "group": "integer"
         }
        }
       }
      },
      "storage": {
       "properties": {
        "iops": "uint64",
        "bps": "uint64",
        "sandboxSize": "uint64"
       }
      }
     }
    },
    "network": {
     "properties": {
      "endpointList": {
       "items": "string"
      },
      "allowUnqualifiedDNSQuery": "boolean",
      "DNSSearchList": {
       "items": "string"
      },
      "networkSharedContainerName": "string",
      "networkNamespace": "string"
     }
    },
    "credentialSpec": {},
    "servicing": "boolean",
    "ignoreFlushesDuringBoot": "boolean",
    "hyperv": {
     "properties": {
      "utilityVMPath": "string"
     }
    }
   }
  },
  "vm": {
   "properties": {
    "hypervisor": {
     "properties": {
      "path": "string",
      "parameters": {
       "items": "string"
      }
     }
    },
    "kernel": {
     "properties": {
      "path": "string",
      "parameters": {
       "items": "string"
      },
      "initrd": "string"
     }
    },
    "image": {
     "properties": {
      "path": "string",
      "format": "string"
     }
    },
    "hwConfig": {
     "properties": {
      "deviceTree": "string",
      "vcpus": "integer",
      "memory": "uint64",
      "dtdevs": {
       "items": "string"
      },
      "iomems": {
       "items": {
        "properties": {
         "firstGFN": "uint64",
         "firstMFN": "uint64",
         "nrMFNs": "uint64"
        }
       }
      },
      "irqs": {
       "items": "integer"
      }
     }
    }
   }
  },
  "zos": {
   "properties": {
    "namespaces": {
     "items": {
      "properties": {
       "type": "string",
       "path": "string"
      }
     }
    }
   }
  },
  "freebsd": {
   "properties": {
    "devices": {
     "items": {
      "properties": {
       "path": "string",
       "mode": "integer"
      }
     }
    },
    "jail": {
     "properties": {
      "parent": "string",
      "host": "string",
      "ip4": "string",
      "ip4Addr": {
       "items": "string"
      },
      "ip6": "string",
      "ip6Addr": {
       "items": "string"
      },
      "vnet": "string",
      "interface": "string",
      "vnetInterfaces": {
       "items": "string"
      },
      "sysvmsg": "string",
      "sysvsem": "string",
      "sysvshm": "string",
      "enforceStatfs": "integer",
      "allow": {
       "properties": {
        "setHostname": "boolean",
        "rawSockets": "boolean",
        "chflags": "boolean",
        "mount": {
         "items": "string"
        },
        "quotas": "boolean",
        "socketAf": "boolean",
        "mlock": "boolean",
        "reservedPorts": "boolean",
        "suser": "boolean"
       }
      }
     }
    }
   }
  }
 }
};

export const processShape: Shape = {
 "properties": {
  "terminal": "boolean",
  "consoleSize": {
   "properties": {
    "height": "uint64",
    "width": "uint64"
   }
  },
  "user": {
   "properties": {
    "uid": "integer",
    "gid": "integer",
    "umask": "integer",
    "additionalGids": {
     "items": "integer"
    },
    "username": "string"
   }
  },
  "args": {
   "items": "string"
  },
  "commandLine": "string",
  "env": {
   "items": "string"
  },
  "cwd": "string",
  "capabilities": {
   "properties": {
    "bounding": {
     "items": "string"
    },
    "effective": {
     "items": "string"
    },
    "inheritable": {
     "items": "string"
    },
    "permitted": {
     "items": "string"
    },
    "ambient": {
     "items": "string"
    }
   }
  },
  "rlimits": {
   "items": {
    "properties": {
     "type": "string",
     "soft": "uint64",
     "hard": "uint64"
    }
   }
  },
  "noNewPrivileges": "boolean",
  "apparmorProfile": "string",
  "selinuxLabel": "string",
  "oomScoreAdj": "integer",
  "scheduler": {
   "properties": {
    "policy": "string",
    "nice": "integer",
    "priority": "integer",
    "flags": {
     "items": "string"
    },
    "runtime": "uint64",
    "deadline": "uint64",
    "period": "uint64"
   }
  },
  "ioPriority": {
   "properties": {
    "class": "string",
    "priority": "integer"
   }
  },
  "execCPUAffinity": {
   "properties": {
    "initial": "string",
    "final": "string"
   }
  }
 }
};

export const stateShape: Shape = {
 "properties": {
  "ociVersion": "string",
  "id": "string",
  "status": "string",
  "pid": "integer",
  "bundle": "string",
  "annotations": {
   "values": "string"
  },
  "runts": {
   "properties": {
    "startTime": "integer",
    "runtime": {
     "properties": {
      "pid": "integer",
      "startTime": "integer"
     }
    },
    "version": "integer",
    "created": "string",
    "owner": "integer",
    "bootId": "string",
    "rootfs": "string",
    "cgroups": {
     "items": {
      "properties": {
       "path": "string",
       "base": "string",
       "existed": "boolean",
       "version": "integer"
      }
     }
    },
    "ownPidNamespace": "boolean"
   }
  }
 }
};

export const pluginsShape: Shape = {
 "properties": {
  "plugins": {
   "items": "string"
  }
 }
};
